import { ScriptedExchange } from '../../llm-providers/openai-compatible/testing/relayed.js';

const SIGNAL = new AbortController().signal;

describe('UpstreamExchange', () => {
  it.each([
    [{ maxBytes: 10 }, 10],
    [{ maxWholeBytes: 20 }, 20],
    [{ maxValues: 30 }, 30],
  ])('with %j knows how large an answer is within all limits', (terms, bytes) => {
    expect(new ScriptedExchange(terms).exchange.harmlessBytes).toBe(bytes);
  });

  it('gives a reader what its listener has not taken, and what was put back before that', async () => {
    const scripted = new ScriptedExchange();
    const { exchange } = scripted;
    exchange.tell({
      began: () => undefined,
      came: () => true,
      ended: () => undefined,
      failed: () => undefined,
    });
    scripted.head();
    scripted.came('taken');
    exchange.take();
    scripted.came('kept');
    exchange.putBack(Buffer.from('back '));
    const answer = await exchange.respond(SIGNAL, true);
    scripted.came(' and on');
    scripted.ended();
    expect(await answer.text()).toBe('back kept and on');
  });

  it('counts what was taken towards the limit of a reader', async () => {
    const scripted = new ScriptedExchange({ maxBytes: 10 });
    const { exchange } = scripted;
    const failed = jest.fn();
    exchange.tell({
      began: () => undefined,
      came: () => Boolean(exchange.take()),
      ended: () => undefined,
      failed,
    });
    scripted.head();
    scripted.came('12345678');
    expect(failed).not.toHaveBeenCalled();
    scripted.came('9ab');
    expect(failed).toHaveBeenCalledTimes(1);
    const answer = await exchange.respond(SIGNAL, true);
    await expect(answer.read()).rejects.toThrow('more than 10 bytes');
  });

  describe('with what came in one turn', () => {
    const told: string[] = [];
    const listener = {
      began: () => undefined,
      came: (piece: Buffer) => Boolean(told.push(`came ${piece.toString()}`)),
      ended: () => void told.push('ended'),
      failed: () => void told.push('failed'),
    };
    beforeEach(() => void told.splice(0));

    it.each(['ended', 'failed'] as const)('tells it together, before the answer %s', (how) => {
      const scripted = new ScriptedExchange();
      scripted.exchange.tell(listener);
      scripted.head();
      scripted.came('a', 'b');
      scripted.read('c', 'd');
      scripted[how]();
      expect(told).toEqual(['came ab', 'came cd', how]);
    });

    it('tells it at the end of the turn, and once', async () => {
      const scripted = new ScriptedExchange();
      scripted.exchange.tell(listener);
      scripted.head();
      scripted.read('a', 'b');
      expect(told).toEqual([]);
      await new Promise<void>((resolve) => process.nextTick(resolve));
      scripted.ended();
      expect(told).toEqual(['came ab', 'ended']);
    });

    it('tells it before its end where it is much, so that a listener without room can say so', () => {
      const scripted = new ScriptedExchange();
      scripted.exchange.tell({ ...listener, came: (piece) => told.push(String(piece.length)) === 0 });
      scripted.head();
      const half = 'x'.repeat(32 * 1024);
      scripted.read(half, half);
      expect([told, scripted.isPaused]).toEqual([['65536'], true]);
    });

    it('tells it as soon as its listener decides by it, with what came before', () => {
      const scripted = new ScriptedExchange();
      const wantsNow = (piece: Buffer, bytes: number) => bytes >= 3 || piece.includes('!');
      scripted.exchange.tell({ ...listener, wantsNow });
      scripted.head();
      scripted.read('a', 'b', 'c', 'd!', 'e', 'f');
      expect(told).toEqual(['came abc', 'came d!']);
      scripted.ended();
      expect(told).toEqual(['came abc', 'came d!', 'came ef', 'ended']);
    });

    it('keeps what it may write on apart from what a reader gets who takes over', async () => {
      const mayChange: boolean[] = [];
      const scripted = new ScriptedExchange();
      const came = (piece: Buffer, may: boolean) => {
        if (may) piece.fill('x');
        return mayChange.push(may) > 0;
      };
      scripted.exchange.tell({ ...listener, came });
      scripted.head();
      scripted.came('a');
      scripted.came('b', 'c');
      const answer = await scripted.exchange.respond(SIGNAL, true);
      scripted.ended();
      expect(await answer.text()).toBe('abc');
      expect(mayChange).toEqual([false, true]);
    });

    it('gives it to a reader who takes over before it was told', async () => {
      const scripted = new ScriptedExchange();
      const { exchange } = scripted;
      exchange.tell({ ...listener, came: () => Boolean(exchange.take()) });
      scripted.head();
      scripted.came('taken');
      scripted.read('a', 'b');
      exchange.putBack(Buffer.from('en '));
      const answer = await exchange.respond(SIGNAL, true);
      scripted.ended();
      expect(await answer.text()).toBe('en ab');
      expect(told).toEqual([]);
    });
  });

  it('has one time to its first byte, whoever waits for that behind what came before it', async () => {
    jest.useFakeTimers();
    try {
      const scripted = new ScriptedExchange({ firstByteTimeoutMs: 1_000 });
      scripted.connected();
      jest.advanceTimersByTime(900);
      scripted.head(103);
      const answer = scripted.exchange.respond(SIGNAL, true);
      jest.advanceTimersByTime(100);
      expect(scripted.aborted).not.toBeNull();
      await expect(answer).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
    } finally {
      jest.useRealTimers();
    }
  });

  it('is not sent any more where it was cancelled before', () => {
    const scripted = new ScriptedExchange();
    scripted.exchange.cancel();
    scripted.connected();
    expect(scripted.aborted).not.toBeNull();
  });
});

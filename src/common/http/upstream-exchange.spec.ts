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

  it('is not sent any more where it was cancelled before', () => {
    const scripted = new ScriptedExchange();
    scripted.exchange.cancel();
    scripted.connected();
    expect(scripted.aborted).not.toBeNull();
  });
});

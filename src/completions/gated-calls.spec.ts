import { GatewayError } from '../common/errors.js';
import { USAGE } from '../port/testing/fake-llm-provider.js';
import type { CallAtGate, CallGate } from './call-gate.js';
import type { CallPermit } from './call-permit.js';
import { alwaysFailingWith, callOf, failingWith, failure, twoProviders } from './testing/call-stage.js';
import { oneProvider } from './testing/one-provider.js';

const NO_ROOM = new GatewayError('budget.exceeded', 'There is no room.');

/** Lets calls in later, and remembers what it was told of them. */
class RememberingGate implements CallGate {
  check(): void {}

  readonly asked: CallAtGate[] = [];
  readonly told: string[] = [];
  refusal: GatewayError | null = null;
  refusesAgain = false;
  books: Promise<void> | null = null;

  async enter(asked: CallAtGate): Promise<CallPermit> {
    this.asked.push(asked);
    if (this.refusal) throw this.refusal;
    return {
      headers: ['x-room', 'some'],
      again: (ended) => {
        this.told.push(`again after ${ended.length}`);
        return this.refusesAgain ? Promise.reject(NO_ROOM) : null;
      },
      settle: ({ outcome, attempts }) => {
        this.told.push(`${outcome} after ${attempts.length}`);
        return this.books;
      },
      release: () => void this.told.push('released'),
    };
  }
}

describe('the gate of all calls', () => {
  let gate: RememberingGate;
  beforeEach(() => void (gate = new RememberingGate()));

  it('is asked before the provider, and told of the end', async () => {
    const stage = oneProvider();
    stage.service.guardBy(gate);
    expect((await stage.complete()).roomHeaders).toEqual(['x-room', 'some']);
    const [asked] = gate.asked;
    expect(asked?.prepared().map(({ request }) => request.model)).toEqual(['acme-1']);
    expect(gate.told).toEqual(['finished after 1']);
    await stage.readAll();
    expect(gate.told).toEqual(['finished after 1', 'finished after 1']);
  });

  it('keeps a call from its provider, and the refusal is the end of the call', async () => {
    const stage = oneProvider();
    stage.service.guardBy(gate);
    gate.refusal = NO_ROOM;
    await expect(stage.complete()).rejects.toBe(NO_ROOM);
    await expect(stage.openStream()).rejects.toBe(NO_ROOM);
    expect(stage.provider.requests).toEqual([]);
    expect(stage.reports.map(({ error, attempts }) => [error, attempts])).toEqual([
      [NO_ROOM, []],
      [NO_ROOM, []],
    ]);
  });

  it('is asked again before each further attempt, and may refuse it', async () => {
    const { stage, first, second } = twoProviders();
    stage.service.guardBy(gate);
    first.answer = failingWith(failure('provider.unavailable'));
    await stage.complete(callOf([first, second]));
    expect(gate.told).toEqual(['again after 1', 'finished after 2']);
    first.answer = alwaysFailingWith(failure('provider.unavailable'));
    gate.refusesAgain = true;
    await expect(stage.complete(callOf([first, second]))).rejects.toBe(NO_ROOM);
    expect(second.requests).toEqual([]);
    expect(gate.told.slice(2)).toEqual(['again after 1', 'failed after 1']);
  });

  it('holds a good answer back until it is in the books', async () => {
    const stage = oneProvider();
    stage.service.guardBy(gate);
    let close = () => undefined as void;
    gate.books = new Promise<void>((resolve) => void (close = resolve));
    const seen: string[] = [];
    const whole = stage.complete().then(({ completion }) => void seen.push(completion.model));
    const streamed = stage.readAll().then(() => void seen.push('stream'));
    await new Promise(setImmediate);
    expect([gate.told.length, seen]).toEqual([2, []]);
    close();
    await Promise.all([whole, streamed]);
    expect(seen).toHaveLength(2);
  });

  it('is told of the end of a stream that its reader leaves', async () => {
    const stage = oneProvider();
    stage.service.guardBy(gate);
    const { parts } = await stage.openStream();
    await parts.next();
    await parts.return?.();
    expect(gate.told).toEqual(['cancelled after 1']);
    expect(USAGE.total_tokens).toBeGreaterThan(0);
  });
});

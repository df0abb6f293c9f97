import { ManualClock } from '../common/testing/manual-clock.js';
import { RefusedAdditions } from './refused-additions.js';

const HOUR_MS = 3_600_000;

describe('RefusedAdditions', () => {
  let clock: ManualClock;
  let memory: RefusedAdditions;
  beforeEach(() => {
    clock = new ManualClock();
    memory = new RefusedAdditions(clock);
  });

  it('knows nothing of a model that refused nothing', () => {
    expect([...memory.of('acme', 'm')]).toEqual([]);
    expect(memory.size).toBe(0);
  });

  it('remembers by provider and model, and gathers what was refused in turn', () => {
    memory.remember('acme', 'm', ['temperature']);
    memory.remember('acme', 'm', ['stream_options']);
    expect([...memory.of('acme', 'm')]).toEqual(['temperature', 'stream_options']);
    expect([...memory.of('acme', 'm2'), ...memory.of('zenith', 'm')]).toEqual([]);
  });

  it('forgets each after an hour, however often it is asked for meanwhile', () => {
    memory.remember('acme', 'm', ['temperature']);
    clock.advance(HOUR_MS / 2);
    memory.remember('acme', 'm', ['stream_options']);
    clock.advance(HOUR_MS / 2 - 1);
    expect([...memory.of('acme', 'm')]).toEqual(['temperature', 'stream_options']);
    clock.advance(1);
    expect([...memory.of('acme', 'm')]).toEqual(['stream_options']);
    clock.advance(HOUR_MS / 2);
    expect([...memory.of('acme', 'm')]).toEqual([]);
    expect(memory.size).toBe(0);
  });

  it('forgets an hour later what was refused anew', () => {
    memory.remember('acme', 'm', ['temperature']);
    clock.advance(HOUR_MS - 1);
    memory.remember('acme', 'm', ['temperature']);
    clock.advance(HOUR_MS - 1);
    expect([...memory.of('acme', 'm')]).toEqual(['temperature']);
  });

  it('keeps the thousand models that were asked for last', () => {
    for (let model = 0; model < 1_000; model++) memory.remember('acme', `m${model}`, ['temperature']);
    memory.of('acme', 'm0');
    memory.remember('acme', 'new', ['temperature']);
    expect(memory.size).toBe(1_000);
    expect(['m0', 'm1', 'm2', 'new'].map((model) => memory.of('acme', model).size)).toEqual([1, 0, 1, 1]);
  });

  it('takes no place for nothing', () => {
    memory.remember('acme', 'm', []);
    expect(memory.size).toBe(0);
  });
});

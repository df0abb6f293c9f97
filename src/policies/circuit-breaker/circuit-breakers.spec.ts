import { ManualClock } from '../../common/testing/manual-clock.js';
import { CircuitBreakers, DEFAULT_CIRCUIT_BREAKERS } from './circuit-breakers.js';

describe('CircuitBreakers', () => {
  let clock: ManualClock;
  beforeEach(() => {
    clock = new ManualClock();
  });

  const remembering = (maxBreakers: number) =>
    new CircuitBreakers(clock, { ...DEFAULT_CIRCUIT_BREAKERS, maxBreakers });
  const fail = (breakers: CircuitBreakers, provider: string, model: string, callerId?: string) => {
    const entry = breakers.of(provider, model, callerId).tryEnter();
    if (entry.ok) entry.permit.failed();
  };
  const trip = (breakers: CircuitBreakers, model: string, callerId?: string) => {
    for (let call = 0; call < 20; call++) fail(breakers, 'acme', model, callerId);
  };
  const models = (breakers: CircuitBreakers) => breakers.list().map(({ model }) => model);

  it('keeps one breaker for each provider and model', () => {
    const breakers = new CircuitBreakers(clock);
    trip(breakers, 'small');
    breakers.of('acme', 'large');
    breakers.of('other', 'small');
    expect(breakers.list()).toEqual([
      { provider: 'acme', model: 'small', state: 'open' },
      { provider: 'acme', model: 'large', state: 'closed' },
      { provider: 'other', model: 'small', state: 'closed' },
    ]);
  });

  it('keeps one for each caller, and lists a model as the caller meets it who meets the worst', () => {
    const breakers = new CircuitBreakers(clock);
    trip(breakers, 'small', 'first');
    const states = ['first', 'second', null].map((id) => breakers.of('acme', 'small', id).state);
    expect(states).toEqual(['open', 'closed', 'closed']);
    expect(breakers.list()).toEqual([{ provider: 'acme', model: 'small', state: 'open' }]);
    clock.advance(1_000);
    expect(breakers.list()).toEqual([{ provider: 'acme', model: 'small', state: 'half-open' }]);
  });

  it('tells names apart however they are cut', () => {
    const breakers = new CircuitBreakers(clock);
    expect(breakers.of('a', 'b/c')).not.toBe(breakers.of('a/b', 'c'));
    expect(breakers.of('a', 'b","c')).not.toBe(breakers.of('a","b', 'c'));
    expect(breakers.of('a', 'b/c')).toBe(breakers.of('a', 'b/c'));
  });

  it('lists a breaker as half-open once its time is up, without any call since', () => {
    const breakers = new CircuitBreakers(clock);
    trip(breakers, 'small');
    clock.advance(1_000);
    expect(breakers.list()).toEqual([{ provider: 'acme', model: 'small', state: 'half-open' }]);
  });

  it('forgets the model that was unused longest', () => {
    const breakers = remembering(2);
    for (const model of ['a', 'b', 'a', 'c']) breakers.of('acme', model);
    expect(models(breakers)).toEqual(['a', 'c']);
  });

  it('keeps an open breaker while there is a closed one to forget', () => {
    const breakers = remembering(2);
    trip(breakers, 'broken');
    for (const model of ['a', 'b', 'c']) breakers.of('acme', model);
    expect(breakers.list()).toEqual([
      { provider: 'acme', model: 'broken', state: 'open' },
      { provider: 'acme', model: 'c', state: 'closed' },
    ]);
  });

  it('stays bounded when every breaker is open', () => {
    const breakers = remembering(2);
    for (const model of ['a', 'b', 'c']) trip(breakers, model);
    expect(models(breakers)).toEqual(['b', 'c']);
  });

  it('remembers four thousand models of any number that callers name', () => {
    const breakers = new CircuitBreakers(clock);
    for (let model = 0; model < 5_000; model++) breakers.of('acme', `model-${model}`);
    expect(models(breakers)).toHaveLength(4_000);
    expect(models(breakers)[0]).toBe('model-1000');
  });
});

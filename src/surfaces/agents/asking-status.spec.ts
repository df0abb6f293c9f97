import type { LlmProvider } from '../../port/llm-provider.js';
import { statusOfProvider, statusOfRoute, targetStates, type Health } from './asking-status.js';

const providerOf = (id: string, hasKey = true) =>
  ({
    definition: { id, apiKeyVariable: 'KEY' },
    settings: { apiKeys: hasKey ? [{ variable: 'KEY', value: 'canary' }] : [] },
  }) as unknown as LlmProvider;
const [one, two, none] = [providerOf('one'), providerOf('two'), providerOf('none', false)];

/** Of two keys each provider has so many free ones for a model; `failing` has an open circuit. */
function healthOf(free: Readonly<Record<string, number>>): Health {
  return {
    breakersOf: () => [
      { model: 'failing', state: 'half-open' },
      { model: 'm', state: 'closed' },
    ],
    keysInCooldown: () => 0,
    poolOf: ({ definition: { id } }) => ({ size: 2, available: (model) => free[`${id}/${model}`] ?? 2 }),
  };
}
const statusesOf = (
  free: Readonly<Record<string, number>>,
  targets: readonly (readonly [LlmProvider, string])[],
) =>
  targetStates(healthOf(free), {
    targets: targets.map(([provider, model]) => ({ provider, model, weight: 1 })),
  });

describe('how a route stands', () => {
  it('is told target by target, with the keys that are in cooldown for its model', () => {
    const targets = [
      [one, 'm'],
      [one, 'n'],
      [two, 'm'],
      [two, 'failing'],
      [none, 'm'],
    ] as const;
    const states = statusesOf({ 'one/m': 1, 'two/m': 0 }, targets);
    expect(states.map(({ target, status, keys_in_cooldown }) => [target, status, keys_in_cooldown])).toEqual([
      ['one/m', 'short_of_keys', 1],
      ['one/n', 'ready', 0],
      ['two/m', 'out_of_keys', 2],
      ['two/failing', 'failing', 0],
      ['none/m', 'no_key', 0],
    ]);
  });

  it.each([
    [
      'ready',
      {},
      [
        [one, 'm'],
        [two, 'm'],
      ],
    ],
    [
      'short_of_keys',
      { 'one/m': 1 },
      [
        [one, 'm'],
        [two, 'm'],
      ],
    ],
    [
      'partly_failing',
      { 'one/m': 0 },
      [
        [one, 'm'],
        [two, 'm'],
      ],
    ],
    [
      'partly_failing',
      { 'two/m': 1 },
      [
        [one, 'failing'],
        [two, 'm'],
      ],
    ],
    [
      'failing',
      { 'one/m': 0, 'two/m': 0 },
      [
        [one, 'm'],
        [two, 'm'],
      ],
    ],
    [
      'failing',
      { 'one/m': 0 },
      [
        [one, 'm'],
        [none, 'm'],
      ],
    ],
    ['no_key', {}, [[none, 'm']]],
  ] as const)('is %s, with free keys %j', (status, free, targets) => {
    expect(statusOfRoute(statusesOf(free, targets))).toBe(status);
  });
});

describe('how a provider stands', () => {
  it.each([
    ['no_key', none, 0, []],
    ['failing', one, 1, [{ model: 'm', state: 'open' }]],
    ['short_of_keys', one, 1, [{ model: 'm', state: 'closed' }]],
    ['ready', one, 0, []],
  ] as const)('is %s', (status, provider, resting, breakers) => {
    const health = { ...healthOf({}), breakersOf: () => breakers, keysInCooldown: () => resting };
    expect(statusOfProvider(health, provider)).toBe(status);
  });
});

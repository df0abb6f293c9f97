import * as fc from 'fast-check';
import { NO_SPENDING_CONFIG, type SpendingConfig } from '../../config/spending-config.js';
import { Directory } from '../identity/directory.js';
import type { NamedScope } from '../identity/scopes.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import type { Spender } from './spender.js';
import { SpendingRules } from './spending-rules.js';

const budget = (usd: string) => [{ budget_usd: usd, per: 'day' as const }];
const limits = (requests: number) => [{ requests, per: 'minute' as const }];
const scopes: readonly NamedScope[] = [
  { kind: 'everything', name: '', definition: { budgets: budget('9') }, isFromFile: false },
  { kind: 'team', name: 'red', definition: { budgets: budget('3'), limits: limits(3) }, isFromFile: false },
  { kind: 'team', name: 'red', definition: { limits: limits(4) }, isFromFile: false },
  { kind: 'user', name: 'ann', definition: { limits: limits(2) }, isFromFile: false },
  {
    kind: 'selector',
    name: 'ci',
    definition: { match: { 'tag.env': 'ci' }, limits: limits(1) },
    isFromFile: false,
  },
];
const config: SpendingConfig = {
  ...NO_SPENDING_CONFIG,
  selectors: [
    {
      name: 'app',
      match: { client: 'app' },
      budgets: [],
      limits: [{ kind: 'requests', limit: 8, per: 'minute', model: null }],
    },
  ],
};
const spending = [
  { budgets: [], limits: [] },
  { budgets: [], limits: [{ kind: 'tokens' as const, limit: 5, per: 'minute' as const, model: null }] },
];
const spender = fc.record({
  key: fc.constantFrom('k1', null),
  user: fc.constantFrom('ann', 'bob', null),
  team: fc.constantFrom('red', null),
  client: fc.constantFrom('app', null),
  tags: fc.constantFrom({}, { env: 'ci' }),
  metadata: fc.constant({}),
  spending: fc.constantFrom(...spending, null),
  ignoredTags: fc.constant([]),
}) satisfies fc.Arbitrary<Spender>;
type Step = { readonly put: NamedScope } | { readonly remove: NamedScope } | { readonly ask: Spender };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ put: fc.constantFrom(...scopes) }),
  fc.record({ remove: fc.constantFrom(...scopes) }),
  fc.record({ ask: spender }),
);

const ann: Spender = {
  key: 'k1',
  user: 'ann',
  team: 'red',
  client: null,
  tags: {},
  metadata: {},
  spending: null,
  ignoredTags: [],
};

describe('SpendingRules', () => {
  it('remembers nothing that has changed: what bounds a call is what rules say that are new', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const directory = new Directory(null, [], new ManualClock());
        const rules = new SpendingRules(config, directory);
        const said = steps.flatMap((each) => {
          if ('put' in each) directory.put(each.put);
          else if ('remove' in each) directory.remove(each.remove.kind, each.remove.name);
          else return [[rules.of(each.ask), new SpendingRules(config, directory).of(each.ask)]];
          return [];
        });
        expect(said.map(([found]) => found)).toEqual(said.map(([, anew]) => anew));
      }),
    );
  });

  it('says the same of one caller again, and not of another', () => {
    const directory = new Directory(null, [], new ManualClock());
    for (const scope of scopes) directory.put(scope);
    const rules = new SpendingRules(config, directory);
    const found = rules.of(ann);
    expect(rules.of({ ...ann })).toBe(found);
    expect(rules.of({ ...ann, user: 'bob' })).not.toEqual(found);
  });

  it('remembers of a key what holds with each change, and each team and user that it has', () => {
    const directory = new Directory(null, [], new ManualClock());
    const rules = new SpendingRules(NO_SPENDING_CONFIG, directory);
    const withKey = { ...ann, spending: spending[1]! };
    const others = [
      { ...withKey, user: 'bob' },
      { ...withKey, team: null },
      { ...withKey, key: null },
    ];
    const ci = { ...withKey, tags: { env: 'ci' } };
    const asked = [withKey, ...others, ci, withKey];
    const change = scopes.map((scope) => () => directory.put(scope));
    for (const work of [() => undefined, ...change, () => directory.remove('selector', 'ci')]) {
      work();
      for (const one of asked)
        expect(rules.of(one)).toEqual(new SpendingRules(NO_SPENDING_CONFIG, directory).of(one));
    }
    expect(rules.of({ ...withKey })).toBe(rules.of(withKey));
  });
});

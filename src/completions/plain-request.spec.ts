import * as fc from 'fast-check';
import type { ModelRequest } from '../port/canonical.js';
import type { ModelFamily, ParameterRule } from '../port/provider-definition.js';
import { applyParameterRules } from './parameter-rules.js';
import { asPlainRequest } from './plain-request.js';

const RULES: Readonly<Record<string, ParameterRule>> = {
  temperature: { kind: 'drop', reason: 'it refuses it' },
  max_tokens: { kind: 'rename', to: 'max_completion_tokens', reason: 'it has another name' },
};
const REQUIRED: ParameterRule = {
  kind: 'require',
  beside: ['tools'],
  value: 'none',
  evenUnset: true,
  reason: 'it wants it',
};

const family = (more: Partial<ModelFamily> = {}): ModelFamily =>
  ({ matches: /^m/, rules: RULES, ...more }) as ModelFamily;
const FAMILIES = [
  null,
  family(),
  family({ rules: {} }),
  family({ rules: { ...RULES, reasoning_effort: REQUIRED } }),
  family({ defaults: { max_tokens: 8_192 } }),
  family({ withheldDefaults: ['temperature'] }),
];

const name = fc.constantFrom('temperature', 'max_tokens', 'top_p', 'tools', 'stop', 'stream_options');
const value = fc.constantFrom<unknown>(1, 'text', [], {}, null, undefined);
const values = fc.dictionary(name, value, { maxKeys: 3 });
const given = fc.dictionary(name, fc.constantFrom<unknown>(1, 0.7), { maxKeys: 2 });
/** Rules that change nothing, so that what is shared is not taken, but the same is meant. */
const NO_TRANSLATION = { rules: {}, carries: undefined, losses: () => [] } as never;

describe('asPlainRequest', () => {
  it('takes only requests that the rules leave as they are, with the same additions', () => {
    let taken = 0;
    fc.assert(
      fc.property(
        values,
        given,
        fc.option(given),
        fc.constantFrom(...FAMILIES),
        (asked, defaults, own, of) => {
          const request = { model: 'm-1', messages: [], ...asked } as unknown as ModelRequest;
          const policy = { defaults, isStrict: false };
          const plain = asPlainRequest(request, of, policy, own ?? undefined);
          if (plain === null) return;
          taken += 1;
          const adapter = { own: own ?? undefined, translation: NO_TRANSLATION };
          const applied = applyParameterRules(request, of, policy, adapter);
          expect(plain).toEqual(applied);
          expect(Object.keys(plain.request)).toEqual(Object.keys(applied.request));
        },
      ),
      { numRuns: 1_000, seed: 20_261_129 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('hands on the very request where nothing is filled in', () => {
    const request = { model: 'm-1', messages: [], top_p: 1 } as unknown as ModelRequest;
    expect(asPlainRequest(request, family(), { defaults: {}, isStrict: false }, undefined)?.request).toBe(
      request,
    );
  });

  it('leaves to the rules what one of them is about', () => {
    const request = { model: 'm-1', messages: [], temperature: 1 } as unknown as ModelRequest;
    expect(asPlainRequest(request, family(), { defaults: {}, isStrict: false }, undefined)).toBeNull();
  });
});

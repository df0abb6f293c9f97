import * as fc from 'fast-check';
import { openai } from '../llm-providers/openai/openai.definition.js';
import type { CompletionRequest } from '../port/canonical.js';
import type { ModelFamily } from '../port/provider-definition.js';
import { AGENT_DEFAULTS } from '../surfaces/agents/prompt-request.js';
import { applyParameterRules, familyOf } from './parameter-rules.js';
import type { ParameterPolicy } from './parameter-policy.js';
import { adaptedBy, BARE, type Parameters } from './testing/adapted-parameters.js';

const LENIENT: ParameterPolicy = { defaults: AGENT_DEFAULTS, isStrict: false };
const STRICT: ParameterPolicy = { defaults: AGENT_DEFAULTS, isStrict: true };
const adapt = (parameters: Parameters, policy = LENIENT) =>
  adaptedBy(openai.modelFamilies, parameters, policy);

describe('any request to any family', () => {
  const SOME_MODEL: Readonly<Record<string, string>> = {
    'openai-o1': 'o1',
    'openai-o3': 'o4-mini',
    'openai-gpt-5': 'gpt-5-mini',
    'openai-gpt-5.1': 'gpt-5.1',
    'openai-gpt-5.4': 'gpt-5.4',
    'openai-gpt-6': 'gpt-6-luna',
  };
  const MODELS = openai.modelFamilies.map((family) => ({
    family,
    model: SOME_MODEL[family.id] ?? family.id,
  }));
  const RULED = [...new Set(openai.modelFamilies.flatMap(({ rules }) => Object.keys(rules)))];
  const OURS = new Set([...RULED, 'max_completion_tokens', 'model', 'messages']);

  const value = fc.oneof(fc.constantFrom<unknown>(null, undefined, 0, 1, 0.7, 100), fc.jsonValue());
  const unknownName = fc.string({ maxLength: 20 }).filter((name) => !OURS.has(name) && name !== 'tools');
  const asked = fc.record({
    ruled: fc.dictionary(fc.constantFrom(...RULED, 'max_completion_tokens'), value),
    unknown: fc.dictionary(
      fc.oneof(unknownName, fc.constantFrom('toString', 'constructor', '__proto__')),
      value,
    ),
  });
  const call = fc.tuple(fc.constantFrom(...MODELS), asked).map(([target, { ruled, unknown }]) => ({
    ...target,
    unknown,
    parameters: { ...unknown, ...ruled, model: target.model } as Parameters,
  }));

  const isSet = (given: unknown) => given !== null && given !== undefined;
  /** Of a request without tools, at an effort that lifts no rule: those have tests of their own. */
  const isRefused = (family: ModelFamily, name: string, given: unknown) => {
    const rule = Object.hasOwn(family.rules, name) ? family.rules[name] : undefined;
    return (
      rule !== undefined && rule.kind !== 'require' && !(rule.kind === 'only' && rule.values.includes(given))
    );
  };

  it('has a model for each family to be tried with', () => {
    for (const { family, model } of MODELS) expect(familyOf(model, openai.modelFamilies)).toBe(family);
  });

  it('never forwards what the family refuses', () => {
    fc.assert(
      fc.property(call, ({ family, parameters }) => {
        const { sent } = adapt(parameters);
        for (const [name, given] of Object.entries(sent)) expect(isRefused(family, name, given)).toBe(false);
      }),
    );
  });

  it('warns of exactly what the caller set and does not find in what is sent', () => {
    fc.assert(
      fc.property(call, ({ family, parameters }) => {
        const { sent, warnings } = adapt(parameters);
        const changed = RULED.filter((name) => isSet(parameters[name]) && sent[name] !== parameters[name]);
        expect(new Set(warnings.map(({ parameter }) => parameter))).toEqual(new Set(changed));
        expect(warnings).toHaveLength(changed.length);
        expect(changed.every((name) => isRefused(family, name, parameters[name]))).toBe(true);
      }),
    );
  });

  it('throws for a strict caller if, and only if, a lenient one would be warned', () => {
    fc.assert(
      fc.property(call, ({ parameters }) => {
        const { warnings, sent } = adapt(parameters);
        const strictly = () => {
          try {
            return adapt(parameters, STRICT).sent;
          } catch (error) {
            return (error as Error).message.includes('strict is true') ? 'refused' : error;
          }
        };
        expect(strictly()).toEqual(warnings.length > 0 ? 'refused' : sent);
      }),
    );
  });

  it('never warns of a default, whatever the defaults are', () => {
    const defaults = fc.dictionary(fc.constantFrom(...RULED), fc.jsonValue());
    fc.assert(
      fc.property(fc.constantFrom(...MODELS), defaults, ({ family, model }, surface) => {
        const { sent, warnings } = adapt({ model }, { defaults: surface, isStrict: true });
        expect(warnings).toEqual([]);
        for (const [name, given] of Object.entries(sent)) expect(isRefused(family, name, given)).toBe(false);
      }),
    );
  });

  it('never forwards null or undefined that the caller gave', () => {
    fc.assert(
      fc.property(call, ({ parameters }) => {
        expect(Object.values(adapt(parameters).sent).every(isSet)).toBe(true);
      }),
    );
  });

  it('forwards the fields that it does not know untouched', () => {
    fc.assert(
      fc.property(call, ({ parameters, unknown }) => {
        const { sent } = adapt(parameters);
        for (const [name, given] of Object.entries(unknown)) {
          expect(Object.getOwnPropertyDescriptor(sent, name)?.value).toBe(isSet(given) ? given : undefined);
        }
      }),
    );
  });

  it('changes nothing that it was given', () => {
    fc.assert(
      fc.property(call, ({ family, parameters }) => {
        const request = { ...BARE, ...parameters };
        const before = structuredClone(request);
        const policy = Object.freeze({ defaults: AGENT_DEFAULTS, isStrict: false });
        applyParameterRules(Object.freeze(request) as unknown as CompletionRequest, family, policy);
        expect(request).toEqual(before);
      }),
    );
  });
});

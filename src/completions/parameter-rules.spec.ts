import * as fc from 'fast-check';
import type { CompletionRequest } from '../port/canonical.js';
import type { ModelFamily } from '../port/provider-definition.js';
import { openai } from '../llm-providers/openai/openai.definition.js';
import { AGENT_DEFAULTS } from '../surfaces/agents/prompt-request.js';
import { applyParameterRules, familyOf, type ParameterPolicy } from './parameter-rules.js';

type Parameters = Readonly<Record<string, unknown>>;

const LENIENT: ParameterPolicy = { defaults: AGENT_DEFAULTS, isStrict: false };
const STRICT: ParameterPolicy = { defaults: AGENT_DEFAULTS, isStrict: true };
const BARE = { messages: [{ role: 'user', content: 'Hello' }] };

const adapt = (parameters: Parameters, policy = LENIENT) => {
  const request = { ...BARE, ...parameters } as unknown as CompletionRequest;
  const { request: sent, warnings } = applyParameterRules(
    request,
    familyOf(request.model, openai.modelFamilies),
    policy,
  );
  return { sent: sent as unknown as Parameters, warnings };
};

describe('gpt-4o, which no family claims', () => {
  it('is sent the surface’s defaults', () => {
    const { sent, warnings } = adapt({ model: 'gpt-4o' });
    expect(sent).toEqual({ ...BARE, model: 'gpt-4o', max_tokens: 100, temperature: 0.7 });
    expect(warnings).toEqual([]);
  });

  it.each([false, true])('is sent what the caller set, untouched (strict: %s)', (isStrict) => {
    const asked = { model: 'gpt-4o', max_tokens: 7, temperature: 0, top_p: 0.1, stop: ['x'], logprobs: true };
    const { sent, warnings } = adapt(asked, { ...LENIENT, isStrict });
    expect(sent).toEqual({ ...BARE, ...asked });
    expect(warnings).toEqual([]);
  });
});

describe('gpt-6-luna, which reasons', () => {
  it('is sent room for reasoning and a text, no temperature, and no warning, when the caller set nothing', () => {
    const { sent, warnings } = adapt({ model: 'gpt-6-luna' });
    expect(sent).toEqual({ ...BARE, model: 'gpt-6-luna', max_completion_tokens: 8192 });
    expect(warnings).toEqual([]);
  });

  it('is sent the caller’s limit under the name that it knows, and the caller is told', () => {
    const { sent, warnings } = adapt({ model: 'gpt-6-luna', max_tokens: 50 });
    expect(sent).toEqual({ ...BARE, model: 'gpt-6-luna', max_completion_tokens: 50 });
    expect(warnings).toEqual([
      {
        parameter: 'max_tokens',
        action: 'renamed',
        reason: expect.stringContaining('max_completion_tokens') as string,
      },
    ]);
  });

  it('is sent no temperature, and the caller who set one is told', () => {
    const { sent, warnings } = adapt({ model: 'gpt-6-luna', temperature: 0.2 });
    expect(sent).not.toHaveProperty('temperature');
    expect(warnings).toEqual([
      {
        parameter: 'temperature',
        action: 'dropped',
        reason: expect.stringMatching(/^gpt-6-luna: /) as string,
      },
    ]);
  });

  it('is sent the one temperature that it accepts', () => {
    const { sent, warnings } = adapt({ model: 'gpt-6-luna', temperature: 1 });
    expect(sent).toMatchObject({ temperature: 1 });
    expect(warnings).toEqual([]);
  });

  it('keeps the limit that the caller gave under its own name, whatever the defaults are', () => {
    const { sent, warnings } = adapt({ model: 'gpt-6-luna', max_completion_tokens: 9 });
    expect(sent).toEqual({ ...BARE, model: 'gpt-6-luna', max_completion_tokens: 9 });
    expect(warnings).toEqual([]);
  });

  it('calls a limit dropped, not renamed, when the caller gave the other one as well', () => {
    const { sent, warnings } = adapt({ model: 'gpt-6-luna', max_tokens: 50, max_completion_tokens: 9 });
    expect(sent).toMatchObject({ max_completion_tokens: 9 });
    expect(warnings).toMatchObject([{ parameter: 'max_tokens', action: 'dropped' }]);
  });

  it('is refused what it would not be sent as it is, when the caller is strict', () => {
    expect(() => adapt({ model: 'gpt-6-luna', temperature: 0.2 }, STRICT)).toThrow(
      expect.objectContaining({ code: 'request.invalid', param: 'temperature', httpStatus: 400 }) as Error,
    );
  });

  it('is refused to a strict caller in words, whatever the value is', () => {
    const max_tokens = { toString: null };
    expect(() => adapt({ model: 'gpt-6-luna', max_tokens }, STRICT)).toThrow(/^max_tokens would be sent as/);
  });

  it('tells a strict caller what to do instead', () => {
    expect(() => adapt({ model: 'gpt-6-luna', max_tokens: 5 }, STRICT)).toThrow(
      /^max_tokens would be sent as max_completion_tokens for gpt-6-luna, .+ Leave max_tokens out, or set strict to false\.$/,
    );
  });

  it('does not refuse its own defaults to a strict caller', () => {
    expect(adapt({ model: 'gpt-6-luna' }, STRICT).sent).toMatchObject({ max_completion_tokens: 8192 });
  });
});

describe('defaults of a family', () => {
  const family = (more: Partial<ModelFamily>): ModelFamily => ({
    id: 'own',
    matches: /^/,
    rules: {},
    defaults: { max_tokens: 4096, top_p: 0.9 },
    source: 'test',
    ...more,
  });
  const sentWith = (more: Partial<ModelFamily>, defaults: Parameters, asked: Parameters = {}) => {
    const request = { model: 'm', messages: [], ...asked };
    const { request: sent, additions } = applyParameterRules(request, family(more), {
      defaults,
      isStrict: false,
    });
    const { model: _model, messages: _messages, ...parameters } = sent as unknown as Parameters;
    return { parameters, additions: additions.map(({ parameter }) => parameter) };
  };

  it('stand in place of the surface’s, and make up none', () => {
    expect(sentWith({}, AGENT_DEFAULTS)).toEqual({
      parameters: { max_tokens: 4096, temperature: 0.7 },
      additions: ['max_tokens', 'temperature'],
    });
    expect(sentWith({}, { temperature: 0.7 }).parameters).toEqual({ temperature: 0.7 });
  });

  it.each([{}, { addsDefaults: true }])('are none for a surface without defaults (%j)', (more) => {
    expect(sentWith(more, {})).toEqual({ parameters: {}, additions: [] });
  });

  it('of the operator’s go to every surface that fills in anything', () => {
    expect(sentWith({ addsDefaults: true }, { temperature: 0.7 }).parameters).toEqual({
      max_tokens: 4096,
      temperature: 0.7,
      top_p: 0.9,
    });
  });

  it('never stand in place of what the caller set', () => {
    expect(sentWith({ addsDefaults: true }, AGENT_DEFAULTS, { top_p: 1, max_tokens: 7 })).toEqual({
      parameters: { max_tokens: 7, temperature: 0.7, top_p: 1 },
      additions: ['temperature'],
    });
  });

  it('that are withheld are sent by no surface, but as the caller’s own', () => {
    const withheld = { withheldDefaults: ['temperature', 'max_tokens'] };
    expect(sentWith(withheld, AGENT_DEFAULTS)).toEqual({ parameters: {}, additions: [] });
    expect(sentWith(withheld, AGENT_DEFAULTS, { temperature: 1 }).parameters).toEqual({ temperature: 1 });
  });

  it.each(openai.modelFamilies.map(({ id, matches }) => [id, matches] as const))(
    'ship for %s, and a caller of a surface without defaults gets none of them',
    (_, matches) => {
      const asked = { model: 'm', messages: [] };
      const shipped = openai.modelFamilies.find((one) => one.matches === matches) ?? null;
      const { request, additions } = applyParameterRules(asked, shipped, { defaults: {}, isStrict: true });
      expect([request, additions]).toEqual([asked, []]);
    },
  );
});

describe('what was added', () => {
  const additionsOf = (asked: Parameters, own: Parameters = {}) => {
    const request = { ...BARE, ...asked } as unknown as CompletionRequest;
    const family = familyOf(request.model, openai.modelFamilies);
    return applyParameterRules(request, family, LENIENT, own).additions;
  };

  it('is known by the name that it is sent by, and by its own', () => {
    const limit = { parameter: 'max_tokens', sentAs: 'max_completion_tokens' };
    expect(additionsOf({ model: 'gpt-6-luna' })).toEqual([limit]);
    expect(additionsOf({ model: 'gpt-6-luna', max_tokens: 5 })).toEqual([]);
    expect(additionsOf({ model: 'gpt-6-luna', max_completion_tokens: 5 })).toEqual([]);
  });

  it('is what a rule demands, too, unless the caller said anything of it', () => {
    const effort = { parameter: 'reasoning_effort', sentAs: 'reasoning_effort' };
    const tools = [{ type: 'function', function: { name: 'look_up' } }];
    expect(additionsOf({ model: 'gpt-6-luna', tools, max_tokens: 5 })).toEqual([effort]);
    expect(additionsOf({ model: 'gpt-6-luna', tools, max_tokens: 5, reasoning_effort: 'high' })).toEqual([]);
  });

  it('is what the adapter needs, unless the caller said anything of it', () => {
    const own = { stream_options: { include_usage: true } };
    const asked = { model: 'gpt-4o', max_tokens: 5, temperature: 1 };
    expect(additionsOf(asked, own)).toEqual([{ parameter: 'stream_options', sentAs: 'stream_options' }]);
    expect(additionsOf({ ...asked, stream_options: {} }, own)).toEqual([]);
  });
});

describe('tools', () => {
  const tools = [{ type: 'function', function: { name: 'look_up' } }];

  it('turn the reasoning of gpt-6-luna off, even where the caller left it open, and the caller is told', () => {
    const { sent, warnings } = adapt({ model: 'gpt-6-luna', tools });
    expect(sent).toMatchObject({ tools, reasoning_effort: 'none' });
    expect(warnings).toMatchObject([{ parameter: 'reasoning_effort', action: 'changed' }]);
  });

  it('leave a caller alone who did so already, or who has no tools', () => {
    expect(adapt({ model: 'gpt-6-luna', tools, reasoning_effort: 'none' }).warnings).toEqual([]);
    const { sent, warnings } = adapt({ model: 'gpt-6-luna', reasoning_effort: 'high' });
    expect([sent['reasoning_effort'], warnings]).toEqual(['high', []]);
  });

  it('matter to gpt-5.4 only beside an effort', () => {
    expect(adapt({ model: 'gpt-5.4', tools })).toMatchObject({ sent: { tools }, warnings: [] });
    expect(adapt({ model: 'gpt-5.4', tools, reasoning_effort: 'low' }).sent).toMatchObject({
      reasoning_effort: 'none',
    });
  });

  it('are refused to a strict caller who leaves the effort open', () => {
    expect(() => adapt({ model: 'gpt-6-luna', tools }, STRICT)).toThrow(
      /^reasoning_effort would be sent as none/,
    );
  });
});

describe('gpt-5.1', () => {
  it('takes sampling parameters while it does not reason, and only then', () => {
    const asked = { model: 'gpt-5.1', temperature: 0.2, top_p: 0.5 };
    expect(adapt({ ...asked, reasoning_effort: 'none' })).toMatchObject({ sent: asked, warnings: [] });
    expect(adapt(asked).warnings).toMatchObject([{ parameter: 'temperature' }, { parameter: 'top_p' }]);
  });
});

describe('familyOf', () => {
  const family = (id: string, matches: ModelFamily['matches']) => ({ id, matches }) as ModelFamily;

  it('takes the first family that claims a model', () => {
    const families = [family('one', /^a-/), family('two', /^a/)];
    expect(familyOf('a-1', families)?.id).toBe('one');
    expect(familyOf('a1', families)?.id).toBe('two');
    expect(familyOf('b', families)).toBeNull();
  });

  it('knows no family of a model that is named like something that every object has', () => {
    for (const name of ['constructor', 'toString', '__proto__']) {
      expect(familyOf(name, openai.modelFamilies)).toBeNull();
    }
  });
});

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

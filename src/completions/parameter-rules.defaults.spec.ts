import { openai } from '../llm-providers/openai/openai.definition.js';
import type { CompletionRequest } from '../port/canonical.js';
import type { ModelFamily } from '../port/provider-definition.js';
import { AGENT_DEFAULTS } from '../surfaces/agents/prompt-request.js';
import { applyParameterRules, familyOf } from './parameter-rules.js';
import type { ParameterPolicy } from './parameter-policy.js';
import { BARE, type Parameters } from './testing/adapted-parameters.js';

const LENIENT: ParameterPolicy = { defaults: AGENT_DEFAULTS, isStrict: false };

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
    return applyParameterRules(request, family, LENIENT, { own }).additions;
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

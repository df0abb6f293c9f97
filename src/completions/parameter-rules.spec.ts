import { openai } from '../llm-providers/openai/openai.definition.js';
import { AGENT_DEFAULTS } from '../surfaces/agents/prompt-request.js';
import type { ModelFamily, Translation } from '../port/provider-definition.js';
import { applyParameterRules } from './parameter-rules.js';
import type { ParameterPolicy } from './parameter-policy.js';
import { adaptedBy, BARE, type Parameters } from './testing/adapted-parameters.js';

const LENIENT: ParameterPolicy = { defaults: AGENT_DEFAULTS, isStrict: false };
const STRICT: ParameterPolicy = { defaults: AGENT_DEFAULTS, isStrict: true };
const adapt = (parameters: Parameters, policy = LENIENT) =>
  adaptedBy(openai.modelFamilies, parameters, policy);

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
      expect.objectContaining({
        code: 'request.invalid',
        param: 'temperature',
        fault: 'unsupported',
        httpStatus: 400,
      }) as Error,
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

  it('tells it in the words of the caller’s surface', () => {
    const policy = { ...STRICT, strictName: 'x-strict-params' };
    expect(() => adapt({ model: 'gpt-6-luna', max_tokens: 5 }, policy)).toThrow(
      /, and x-strict-params is true: .+ Leave max_tokens out, or set x-strict-params to false\.$/,
    );
  });

  it('is no change to a caller of another wire, who wrote neither name', () => {
    const asked = { model: 'gpt-6-luna', max_tokens: 5 };
    for (const isStrict of [true, false]) {
      const { sent, warnings } = adapt(asked, { ...STRICT, isStrict, isOfOtherWire: true });
      expect([sent['max_completion_tokens'], warnings]).toEqual([5, []]);
    }
  });

  it('names the place in the caller’s request to a strict caller', () => {
    const placeOf = (parameter: string) => `generationConfig.${parameter}`;
    const asked = { model: 'o3', stop: ['x'] };
    expect(() => adapt(asked, { ...STRICT, placeOf })).toThrow(
      expect.objectContaining({
        param: 'generationConfig.stop',
        message: expect.stringMatching(
          /^generationConfig\.stop would be .+ Leave generationConfig\.stop out/,
        ) as string,
      }) as Error,
    );
  });

  it('does not refuse its own defaults to a strict caller', () => {
    expect(adapt({ model: 'gpt-6-luna' }, STRICT).sent).toMatchObject({ max_completion_tokens: 8192 });
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

  it('count as much by their older name', () => {
    const functions = [{ name: 'look_up' }];
    const { sent, warnings } = adapt({ model: 'gpt-6-luna', functions });
    expect(sent).toMatchObject({ functions, reasoning_effort: 'none' });
    expect(warnings).toMatchObject([{ parameter: 'reasoning_effort', action: 'changed' }]);
    expect(adapt({ model: 'gpt-5.4', functions }).warnings).toEqual([]);
  });

  it('matter to gpt-5.4 only beside an effort', () => {
    expect(adapt({ model: 'gpt-5.4', tools })).toMatchObject({ sent: { tools }, warnings: [] });
    expect(adapt({ model: 'gpt-5.4', tools, reasoning_effort: 'low' }).sent).toMatchObject({
      reasoning_effort: 'none',
    });
  });

  it('are refused to a strict caller who leaves the effort open', () => {
    expect(() => adapt({ model: 'gpt-6-luna', tools }, STRICT)).toThrow(
      /^reasoning_effort would be sent as none.+ Set reasoning_effort to none, leave tools and functions out, or set strict to false\.$/,
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

describe('what the adapter of another wire loses', () => {
  const translation: Translation = {
    rules: {
      seed: { kind: 'drop', reason: 'it draws by itself' },
      stop: { kind: 'drop', reason: 'no word' },
    },
    carries: new Set(['model', 'messages', 'top_p', 'stop']),
    losses: ({ top_p: given }: { readonly top_p?: unknown }) =>
      given === undefined ? [] : [{ parameter: 'top_p.of', action: 'changed', reason: 'it is too fine' }],
  };
  const family: ModelFamily = {
    id: 'own',
    matches: /^/,
    rules: { stop: { kind: 'only', values: ['END'], reason: 'no other' } },
    defaults: {},
    source: 'test',
  };
  const translated = (
    asked: Parameters,
    policy = { ...LENIENT, defaults: {} },
    of: ModelFamily | null = family,
  ) => {
    const request = { model: 'm', messages: [], ...asked };
    return applyParameterRules(request, of, policy, { translation });
  };

  it('is told, behind the rules of the family, which go before those of the wire', () => {
    const { request, warnings } = translated({ seed: 7, stop: 'END', top_p: 0.5, mood: 'fine' });
    expect(request).toEqual({ model: 'm', messages: [], stop: 'END', top_p: 0.5 });
    expect(warnings.map(({ parameter, action }) => [parameter, action])).toEqual([
      ['seed', 'dropped'],
      ['mood', 'dropped'],
      ['top_p.of', 'changed'],
    ]);
    expect(warnings.at(-1)?.reason).toBe('m: it is too fine');
  });

  it('is told of many parameters in a time that grows with their number', () => {
    const unknown = Object.fromEntries(Array.from({ length: 30_000 }, (_, at) => [`mood-${at}`, 'fine']));
    expect(translated(unknown).warnings).toHaveLength(30_000);
  });

  it('is told for a model of no family', () => {
    expect(translated({ stop: 'END' }, undefined, null).warnings).toMatchObject([{ parameter: 'stop' }]);
  });

  it('is left to a surface that translates later, but for parameters', () => {
    const policy = { defaults: {}, isStrict: false, translatesLater: true };
    expect(translated({ top_p: 0.5, seed: 7 }, policy).warnings).toMatchObject([{ parameter: 'seed' }]);
  });

  it('is refused to a strict caller', () => {
    const policy = { defaults: {}, isStrict: true, strictName: 'x-strict-params' };
    expect(() => translated({ top_p: 0.5 }, policy)).toThrow(
      expect.objectContaining({
        code: 'request.invalid',
        param: 'top_p.of',
        fault: 'unsupported',
        message:
          'top_p.of would be changed for m, and x-strict-params is true: it is too fine. Leave top_p.of out, or set x-strict-params to false.',
      }) as Error,
    );
  });
});

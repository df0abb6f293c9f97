import type { CompletionWarning } from '../../completions/completion-warning.js';
import { answerHeaders, fromCompletion, toSuccessEnvelope } from './agent-envelope.js';
import type { Completion } from '../../port/canonical.js';
import { ACME, completionOf, FakeLlmProvider, USAGE } from '../../port/testing/fake-llm-provider.js';

const COST = { usd: '0.000123', source: 'price_table' } as const;
const ANSWER = {
  text: 'Hello!',
  providerModel: 'acme-1-2026',
  finishReason: 'stop',
  usage: USAGE,
  cost: COST,
};
const CALL = {
  target: { provider: new FakeLlmProvider(), model: 'small' },
  warnings: [],
  sunset: null,
  upstreamMs: 5,
  limitHeaders: {},
  affinity: null,
  attempts: 2,
  model: 'small',
  requestId: 'r-1',
};
const WARNING: CompletionWarning = { parameter: 'temperature', action: 'dropped', reason: 'it thinks' };

describe('toSuccessEnvelope', () => {
  it('has its keys in the order of the contract', () => {
    expect(JSON.stringify(toSuccessEnvelope(ANSWER, { ...CALL, warnings: [WARNING] }))).toBe(
      '{"status":"success","message":"Hello!","model":"small",' +
        '"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30,"cached_tokens":null,"reasoning_tokens":null},' +
        '"provider":"acme","provider_model":"acme-1-2026","finish_reason":"stop",' +
        '"warnings":[{"parameter":"temperature","action":"dropped","reason":"it thinks"}],' +
        '"cost_usd":"0.000123","cost_source":"price_table","attempts":2,"request_id":"r-1"}',
    );
  });

  it.each<[string, string, string | null, boolean]>([
    ['an empty text at the limit', '', 'length', true],
    ['half a text at the limit', 'Hel', 'length', false],
    ['an empty text at a good end', '', 'stop', false],
    ['an empty text without a reason', '', null, false],
  ])('of %s', (_, text, finishReason, isWarned) => {
    const envelope = toSuccessEnvelope({ ...ANSWER, text, finishReason }, { ...CALL, warnings: [WARNING] });
    expect(envelope.warnings.map(({ action }) => action)).toEqual(
      isWarned ? ['dropped', 'exhausted'] : ['dropped'],
    );
  });
});

describe('fromCompletion', () => {
  const withMessage = (message: object, rest: object = {}): Completion => {
    const completion = completionOf('');
    const choices = completion.choices.map((choice) => ({
      ...choice,
      message: { ...choice.message, ...message },
      ...rest,
    }));
    return { ...completion, choices };
  };

  it('takes text, model, reason and usage of the first choice', () => {
    expect(fromCompletion(completionOf('Hello!'))).toEqual({
      text: 'Hello!',
      providerModel: 'acme-1',
      finishReason: 'stop',
      usage: USAGE,
    });
  });

  it('says what a model said that refused to answer', () => {
    expect(fromCompletion(withMessage({ content: null, refusal: 'I cannot.' })).text).toBe('I cannot.');
  });

  it('joins a text that comes in parts', () => {
    const content = [{ type: 'text', text: 'Hel' }, null, { type: 'image' }, { type: 'text', text: 'lo!' }];
    expect(fromCompletion(withMessage({ content })).text).toBe('Hello!');
  });

  it.each([null, '', 42, {}, []])('has an empty text where the content is %j', (content) => {
    expect(fromCompletion(withMessage({ content })).text).toBe('');
  });

  it('keeps apart what was not reported', () => {
    const { usage: _usage, ...completion } = completionOf('Hello!');
    expect(fromCompletion(completion).usage).toBeNull();
    expect(fromCompletion({ ...completion, choices: [] })).toMatchObject({ text: '', finishReason: null });
  });
});

describe('answerHeaders', () => {
  const WHO = { 'x-gateway-provider': 'acme', 'x-gateway-attempts': '2' };
  const SUNSET = { announcedBy: '2026-11-23', shutdownDate: '2027-01-14' };

  it('say who answered, and at which attempt', () => {
    expect(answerHeaders(CALL)).toEqual(WHO);
  });

  it('tell of a model’s end as RFC 9745 and RFC 8594 write it', () => {
    expect(answerHeaders({ ...CALL, sunset: SUNSET })).toEqual({
      ...WHO,
      deprecation: '@1795392000',
      sunset: 'Thu, 14 Jan 2027 00:00:00 GMT',
    });
  });

  it('label a simulator', () => {
    const provider = new FakeLlmProvider({ ...ACME, isSimulated: true });
    expect(answerHeaders({ ...CALL, target: { provider, model: 'small' } })).toEqual({
      ...WHO,
      'x-gateway-simulated': 'true',
    });
  });
});

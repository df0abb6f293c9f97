import type { CompletionRequest } from '../../port/canonical.js';
import type { Attempt, LlmProvider } from '../../port/llm-provider.js';
import type { NativeMessages } from '../../port/native-messages.js';
import { MessagesOperation } from './messages-operation.js';
import { parseMessagesRequest } from './request/messages-request.js';
import { toParameters } from './request/to-parameters.js';

const ATTEMPT = { requestId: 'r1' } as Attempt;
const HEADERS = { 'anthropic-beta': 'one' };
const LIMITS = { maxOutputTokens: (id: string) => (id === 'small' ? 4 : null) };
const COMPLETION = { id: 'c1', choices: [] };

function asking(more: object, isStrict = false) {
  const body = parseMessagesRequest({
    model: 'a-route',
    max_tokens: 5,
    messages: [{ role: 'user', content: 'Hello' }],
    ...more,
  });
  const request = toParameters(body);
  return {
    body,
    request,
    operation: new MessagesOperation({ body, headers: HEADERS, request, limits: LIMITS, isStrict }),
  };
}

/** Of another wire; what it loses is told by its definition. */
function foreign(losses: readonly object[] = []) {
  const asked: CompletionRequest[] = [];
  const complete = (request: CompletionRequest) => Promise.resolve((asked.push(request), COMPLETION));
  const definition = { translation: { rules: {}, losses: () => losses } };
  return { asked, provider: { definition, complete } as unknown as LlmProvider };
}

function native() {
  const asked: unknown[] = [];
  const messages = {
    complete: (request: unknown) =>
      Promise.resolve((asked.push(request), { completion: COMPLETION, body: { a: 1 } })),
  };
  return { asked, provider: { messages: messages as unknown as NativeMessages } as LlmProvider };
}

describe('MessagesOperation', () => {
  const adapted = (request: CompletionRequest, model: string) => ({ ...request, model });

  it('asks each target of a route in its own words, and tells what the last one was not told', async () => {
    const { body, request, operation } = asking({ context_management: {}, stream: true });
    const [one, other] = [foreign(), native()];
    await operation.whole.methodOf(one.provider)?.(adapted(request, 'm-1'), ATTEMPT);
    expect(one.asked).toEqual([{ model: 'm-1', max_tokens: 5, messages: body.messages }]);
    expect(operation.warningsBehind([])).toMatchObject([{ parameter: 'context_management' }]);
    const answer = await operation.whole.methodOf(other.provider)?.(adapted(request, 'm-2'), ATTEMPT);
    const { stream: _wish, ...own } = body;
    expect(other.asked).toEqual([{ model: 'm-2', headers: HEADERS, body: { ...own, model: 'm-2' } }]);
    expect([answer?.body, operation.warningsBehind([])]).toEqual([{ a: 1 }, []]);
  });

  it('asks for no more than a model is listed to write, and says so', async () => {
    const { request, operation } = asking({ max_tokens: 5 });
    const { asked, provider } = foreign();
    const small = { ...provider, definition: { ...provider.definition, id: 'small' } } as LlmProvider;
    await operation.whole.methodOf(small)?.(adapted(request, 'm-1'), ATTEMPT);
    expect(asked).toMatchObject([{ max_tokens: 4 }]);
    expect(operation.warningsBehind([])).toEqual([
      { parameter: 'max_tokens', action: 'changed', reason: 'm-1: it writes 4 tokens at most' },
    ]);
  });

  it('takes out of the own words what a rule took out of the canonical ones', () => {
    const format = { type: 'json_schema', schema: {} };
    const { request, operation } = asking({
      temperature: 0.5,
      stop_sequences: ['x'],
      output_config: { format, effort: 'low' },
    });
    const { temperature: _one, stop: _two, response_format: _three, ...left } = request;
    expect(operation.native(left).body).toEqual({
      model: 'a-route',
      max_tokens: 5,
      messages: [{ role: 'user', content: 'Hello' }],
      output_config: { effort: 'low' },
    });
  });

  it('tells what the adapter loses, or refuses it to a strict caller', async () => {
    const loss = { parameter: 'tools[0].function.strict', action: 'dropped', reason: 'no word' };
    const tools = [
      { type: 'web_search_20250305', name: 'web_search' },
      { name: 'f', strict: true },
    ];
    const { request, operation } = asking({ tools });
    await operation.whole.methodOf(foreign([loss]).provider)?.(request, ATTEMPT);
    expect(operation.warningsBehind([])).toEqual([
      expect.objectContaining({ parameter: 'tools' }),
      { ...loss, parameter: 'tools.1.strict', reason: 'a-route: no word' },
    ]);
    const strict = asking({ tools: tools.slice(1) }, true);
    const refusal = strict.operation.whole.methodOf(foreign([loss]).provider)?.(strict.request, ATTEMPT);
    await expect(refusal).rejects.toMatchObject({ code: 'request.invalid', param: 'tools.0.strict' });
  });
});

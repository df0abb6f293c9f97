import { ProviderStage } from './support/provider-stage.js';
import { answerBytes } from './support/scripted-upstream/scripts.js';
import { stream } from './support/scripted-upstream/stream-script.js';

/** As Together's answers have it in each choice: 64 bits, of which JavaScript keeps 53. */
const SEED = '17644426129879311234';
const USAGE = '"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}';
const whole = (more: string) =>
  `{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":` +
  `{"role":"assistant","content":"hi"},"finish_reason":"stop","seed":${SEED}}],${USAGE}${more}}`;
const chunk = (choice: string, more = '') =>
  `data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[${choice}]${more}}\n\n`;
const SAID = '{"index":0,"delta":{"content":"hi"},"finish_reason":null}';
const END = `{"index":0,"delta":{},"finish_reason":"stop","seed":${SEED}}`;
const DONE = 'data: [DONE]\n\n';

describe('digits of an answer that JavaScript would lose', () => {
  let stage: ProviderStage;
  beforeAll(async () => void (stage = await ProviderStage.open()));
  afterAll(() => stage.close());

  const asked = async (more: object = {}, path = '/v1/chat/completions') => {
    const said = { messages: [{ role: 'user', content: 'hello' }], prompt: 'hello' };
    const answer = await stage.ask(path, { model: 'openai/gpt-6-luna', ...said, ...more });
    return answer.text();
  };

  it.each([
    ['like most', ''],
    ['odd', ',"error":null'],
    ['read in the usual way, and larger', `,"error":null,"more":"${'x'.repeat(40_000)}"`],
    ['larger still', `,"error":null,"more":"${'x'.repeat(100_000)}"`],
    ['read in turns', `,"error":null,"more":"${'x'.repeat(1_100_000)}"`],
  ])('reach the caller where it is %s', async (_, more) => {
    stage.willAct(answerBytes('application/json', whole(more)));
    expect(await asked()).toContain(`"seed":${SEED}`);
  });

  it.each([
    ['like most', [chunk(SAID), chunk(END), DONE]],
    ['odd from its beginning', [chunk(SAID, ',"x_groq":{}'), chunk(END), DONE]],
    ['without the counts that stood beside them', [chunk(SAID), chunk(END, `,${USAGE}`), DONE]],
    ['beside counts alone', [chunk(SAID), chunk(END), chunk('', `,"seed":${SEED},${USAGE}`), DONE]],
  ])('reach the caller of a stream: %s', async (_, frames) => {
    stage.willAct(stream(frames));
    const told = await asked({ stream: true });
    expect(told.split(SEED)).toHaveLength(frames.join('').split(SEED).length);
    expect(told).toMatch(/\[DONE\]\n\n$/);
  });

  it('reach the caller with the counts of a stream', async () => {
    stage.willAct(stream([chunk(SAID), chunk(END, `,${USAGE},"x":[${SEED}]`), DONE]));
    const told = await asked({ stream: true, stream_options: { include_usage: true } });
    expect(told.match(/"finish_reason":"stop","seed":17644426129879311234/g)).toHaveLength(1);
    expect(told).toContain(`"x":[${SEED}]`);
  });

  /** Beside the counts, and beside a part of them. */
  const OWN_COUNTS = `"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"at":${SEED},"prompt_tokens_details":{"cached_tokens":2,"at":[${SEED}]}}`;
  const OWN = [`"at":${SEED}`, `"at":[${SEED}]`];

  it.each([
    ['like most', ''],
    ['odd', ',"error":null'],
  ])('reach the caller beside the counts of an answer that is %s', async (_, more) => {
    const body = whole(more).replace(USAGE, OWN_COUNTS);
    stage.willAct(answerBytes('application/json', body));
    const told = await asked();
    for (const part of OWN) expect(told).toContain(part);
  });

  it.each([
    ['in a chunk of their own', [chunk(SAID), chunk(END), chunk('', `,${OWN_COUNTS}`), DONE]],
    ['in the last chunk', [chunk(SAID), chunk(END, `,${OWN_COUNTS}`), DONE]],
    ['twice', [chunk(SAID, `,${OWN_COUNTS}`), chunk(END, `,${OWN_COUNTS}`), DONE]],
  ])('reach the caller beside the counts of a stream that stand %s', async (_, frames) => {
    stage.willAct(stream(frames));
    const told = await asked({ stream: true, stream_options: { include_usage: true } });
    for (const part of OWN) expect(told).toContain(part);
  });

  const CALLED = `{"id":${SEED},"of":[{"at":-${SEED}}]}`;
  const AMOUNT = '{"amount":1.234567890123456789}';
  const CLAUDE = (more: string) =>
    `{"id":"c","type":"message","role":"assistant","model":"m","usage":{"input_tokens":1,"output_tokens":2},${more}}`;
  const USE = `{"type":"tool_use","id":"t","name":"f","input":${CALLED}}`;
  const GOOGLE =
    `{"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"name":"f","args":${CALLED}}}]},` +
    `"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2}}`;
  const claudeEvent = (type: string, more: string) => `event: ${type}\ndata: {"type":"${type}"${more}}\n\n`;
  const CLAUDE_EVENTS = [
    claudeEvent('message_start', `,"message":${CLAUDE('"content":[],"stop_reason":null')}`),
    claudeEvent('content_block_start', `,"index":0,"content_block":${USE}`),
    claudeEvent('content_block_stop', ',"index":0'),
    claudeEvent('message_delta', ',"delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":2}'),
    claudeEvent('message_stop', ''),
  ];

  it.each([
    ['claude-haiku-5-5', 'anthropic', CLAUDE(`"content":[${USE}],"stop_reason":"tool_use"`), CLAUDE_EVENTS],
    ['gemini-3-flash', 'gemini', GOOGLE, [`data: ${GOOGLE}\n\n`]],
  ])('reach the caller in arguments of a call: %s', async (model, provider, body, frames) => {
    const request = { model: `${provider}/${model}`, prompt: undefined };
    const args = JSON.stringify(CALLED);
    stage.willAct(answerBytes('application/json', body));
    expect(await asked(request)).toContain(`"arguments":${args}`);
    stage.willAct(stream(frames));
    const call = { id: 't', type: 'function', function: { name: 'f', arguments: CALLED } };
    const messages = [
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 't', content: CALLED },
    ];
    expect(await asked({ ...request, messages, stream: true })).toContain(`"arguments":${args}`);
    // Twice in the call, and twice in its result, which the next turn brings back.
    expect(String(stage.upstream.requests.at(-1)?.rawBody).split(SEED)).toHaveLength(5);
  });

  const CALL = `"id":"t","type":"function","function":{"name":"f","arguments":${JSON.stringify(CALLED)}}`;
  const CALLS = {
    body: whole('').replace('"content":"hi"', `"content":null,"tool_calls":[{${CALL}}]`),
    frames: [
      chunk(`{"index":0,"delta":{"tool_calls":[{"index":0,${CALL}}]},"finish_reason":null}`),
      chunk(END, `,${USAGE}`),
      DONE,
    ],
  };
  const TURN = { role: 'user', parts: [{ text: 'hello' }] };

  it.each<[string, object, string]>([
    ['/v1/messages', { max_tokens: 9 }, `"input":${CALLED}`],
    ['/v1beta/models/openai/gpt-6-luna:generateContent', { contents: [TURN] }, `"args":${CALLED}`],
  ])('reach the caller of %s in arguments of a call', async (path, more, args) => {
    stage.willAct(answerBytes('application/json', CALLS.body));
    expect(await asked(more, path)).toContain(args);
  });

  it.each<[string, object, string]>([
    ['/v1/messages', { max_tokens: 9 }, `"partial_json":${JSON.stringify(CALLED)}`],
    ['/v1beta/models/openai/gpt-6-luna:streamGenerateContent', { contents: [TURN] }, `"args":${CALLED}`],
  ])('reach the caller of %s in arguments of a streamed call', async (path, more, args) => {
    stage.willAct(stream(CALLS.frames));
    const isStream = path.includes('stream') ? {} : { stream: true };
    expect(await asked({ ...more, ...isStream }, path)).toContain(args);
  });

  it.each(['/v1/messages', '/v1beta/models/openai/gpt-6-luna:generateContent'])(
    'leave arguments a text on %s where no JSON of so many levels could be written',
    async (path) => {
      const nested = `{"id":${SEED},"of":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
      stage.willAct(
        answerBytes('application/json', CALLS.body.replace(JSON.stringify(CALLED), JSON.stringify(nested))),
      );
      const told = await asked({ max_tokens: 9, contents: [TURN] }, path);
      expect(told).toContain(`{"unreadable_arguments":${JSON.stringify(nested)}}`);
    },
  );

  it('reach the caller in decimals that arguments of a call have, whichever wire', async () => {
    const ofClaude = CLAUDE(`"content":[${USE.replace(CALLED, AMOUNT)}],"stop_reason":"tool_use"`);
    stage.willAct(answerBytes('application/json', ofClaude));
    const request = { model: 'anthropic/claude-haiku-5-5', prompt: undefined };
    expect(await asked(request)).toContain(JSON.stringify(AMOUNT));
    const ofOpenAi = CALLS.body.replace(JSON.stringify(CALLED), JSON.stringify(AMOUNT)).replace(SEED, '1');
    stage.willAct(answerBytes('application/json', ofOpenAi));
    expect(await asked({ max_tokens: 9 }, '/v1/messages')).toContain(AMOUNT);
  });

  it.each(['?alt=sse', ''])('reach the caller of Gemini in events of several lines%s', async (wire) => {
    stage.willAct(stream([`data: ${GOOGLE.replace('"candidates"', '\ndata: "candidates"')}\n\n`]));
    const path = `/v1beta/models/gemini/gemini-3-flash:streamGenerateContent${wire}`;
    expect(await asked({ contents: [TURN] }, path)).toContain(`"args":${CALLED}`);
  });

  it.each(['/v1/chat/completions', '/v1/responses'])(
    'reach the caller of %s where arguments are no text',
    async (path) => {
      const json = CALLS.body.replace(JSON.stringify(CALLED), CALLED);
      stage.willAct(answerBytes('application/json', json));
      const request = {
        model: 'local/m',
        ...(path === '/v1/responses' && { input: 'hello', messages: undefined, prompt: undefined }),
      };
      expect(await asked(request, path)).toContain(`"arguments":${JSON.stringify(CALLED)}`);
    },
  );

  it('reach the caller of a chat where a response has arguments that are no text', async () => {
    const item = `{"type":"function_call","id":"fc","call_id":"t","name":"f","arguments":${CALLED},"status":"completed"}`;
    const body = `{"id":"resp_a","object":"response","created_at":1,"status":"completed","model":"m","output":[${item}],"usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}`;
    stage.willAct(answerBytes('application/json', body));
    const tools = [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }];
    expect(await asked({ prompt: undefined, reasoning_effort: 'low', tools })).toContain(
      `"arguments":${JSON.stringify(CALLED)}`,
    );
  });

  it('reach the caller of a whole answer that came as a stream, and of a stream that came whole', async () => {
    stage.willAct(stream([chunk(SAID), chunk(END, `,${USAGE}`), DONE]));
    expect(await asked()).toContain(`"seed":${SEED}`);
    stage.willAct(answerBytes('application/json', whole('')));
    expect(await asked({ stream: true })).toContain(`"seed":${SEED}`);
  });

  it('reach the caller of `/v1/responses` in what a search for tools is asked', async () => {
    const body = CALLS.body.replace('"name":"f"', '"name":"tool_search"');
    stage.willAct(answerBytes('application/json', body));
    const tools = [{ type: 'tool_search', execution: 'client', parameters: { type: 'object' } }];
    const request = { model: 'local/m', input: 'hello', prompt: undefined, messages: undefined, tools };
    expect(await asked(request, '/v1/responses')).toContain(`"arguments":${CALLED}`);
  });

  it.each([
    ['small', ''],
    ['large', 'x'.repeat(100_000)],
  ])('reach the caller of a Responses stream whose answer is %s, and named anew', async (_, more) => {
    const response = (status: string) =>
      `"response":{"id":"resp_a","object":"response","created_at":1,"status":"${status}","model":"m","output":[],` +
      `"seed":${SEED},"instructions":"${more}","usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}`;
    const frame = (status: string, at: number) =>
      `data: {"type":"response.${status}","sequence_number":${at},${response(status)}}\n\n`;
    stage.willAct(stream([frame('created', 0), frame('completed', 1)]));
    const request = { input: 'hello', prompt: undefined, messages: undefined, stream: true };
    const told = await asked(request, '/v1/responses');
    expect(told).not.toContain('"resp_a"');
    expect(told.split(`"seed":${SEED}`)).toHaveLength(3);
  });

  const TOOL = { type: 'function', name: 'f', parameters: { type: 'object', enum: ['#'] } };
  const ECHOED = JSON.stringify([TOOL]).replace('"#"', SEED);
  const echoing = (more: string) =>
    fetch(`${stage.gateway.url}/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"model":"local/m","input":"hello","tools":${ECHOED}${more}}`,
    }).then((answer) => answer.text());

  it('reach the caller of `/v1/responses` in what was asked for, and is told again', async () => {
    stage.willAct(answerBytes('application/json', whole('')));
    expect(await echoing('')).toContain(`"tools":${ECHOED}`);
    stage.willAct(stream([chunk(SAID), chunk(END, `,${USAGE}`), DONE]));
    // As it is created, goes on, and is complete.
    expect((await echoing(',"stream":true')).split(`"tools":${ECHOED}`)).toHaveLength(4);
    stage.willAct(stream([chunk(SAID)]));
    const failed = await echoing(',"stream":true');
    expect(failed.slice(failed.indexOf('event: response.failed'))).toContain(`"tools":${ECHOED}`);
  });

  it('reach the caller of a Responses stream that breaks off', async () => {
    const response = `"response":{"id":"resp_a","object":"response","created_at":1,"status":"in_progress","model":"m","output":[],"metadata":{"x":[${SEED}]}}`;
    const created = `data: {"type":"response.created","sequence_number":0,${response}}\n\n`;
    const said =
      'data: {"type":"response.output_text.delta","sequence_number":1,"item_id":"m","output_index":0,"content_index":0,"delta":"hi"}\n\n';
    stage.willAct(stream([created, said]));
    const request = { input: 'hello', prompt: undefined, messages: undefined, stream: true };
    const told = await asked(request, '/v1/responses');
    expect(told.slice(told.indexOf('event: response.failed'))).toContain(`"x":[${SEED}]`);
  });

  it('reach the caller of older completions', async () => {
    const body = `{"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":"hi","logprobs":null,"finish_reason":"stop","seed":${SEED}}],${USAGE}}`;
    stage.willAct(answerBytes('application/json', body));
    expect(await asked({}, '/v1/completions')).toContain(`"seed":${SEED}`);
  });
});

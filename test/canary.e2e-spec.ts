import { agentUrl } from './support/agent-client.js';
import { holdDate } from './support/fixed-date.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { rawPrompt, sendRaw } from './support/raw-http.js';
import {
  answerBytes,
  answerError,
  answerJson,
  cutAfterBytes,
  errorAfterFrames,
  errorInside200,
  halfJson,
  htmlPage,
  ofFrames,
  quotaSpent,
  rateLimited,
  redirect,
  stream,
  wrongKey,
  type OpenAiReply,
  type Script,
} from './support/scripted-openai/index.js';

const KEY = 'sk-canary-0123456789abcdefABCDEF';
const GATEWAY_KEY = 'gw-canary-fedcba9876543210';
const OTHER_GATEWAY_KEY = 'gw-canary-of-another-caller';
const WRONG_KEY = 'gw-canary-that-is-wrong';
const PROMPT = 'canary prompt: the heron stands in the reeds at dawn';
const SYSTEM = 'canary system: answer like a lighthouse keeper';
const ANSWER = 'canary answer: seven foxes crossed the frozen lake';

/** A prompt is quoted by the providers whole, cut, or escaped as JSON. */
const QUOTES = `${KEY} ${PROMPT} ${JSON.stringify({ content: SYSTEM })} ${ANSWER}`;
const KEYS = [KEY, KEY.slice(0, 14), GATEWAY_KEY, OTHER_GATEWAY_KEY, WRONG_KEY];
const TEXTS = [PROMPT, PROMPT.slice(15, 40), SYSTEM, SYSTEM.slice(15, 40), ANSWER, ANSWER.slice(15, 40)];

describe('no key, prompt or answer shows where it should not', () => {
  holdDate();
  let pair: GatewayPair;
  beforeAll(async () => {
    const texts = { GATEWAY_API_KEYS: `${GATEWAY_KEY},${OTHER_GATEWAY_KEY}`, LOG_LEVEL: 'debug' };
    pair = await startPair({ ...texts, OPENAI_API_KEY: KEY }, { apiKey: KEY });
  });
  afterAll(() => pair.close());

  const exchange = async (body: unknown, headers: Record<string, string> = {}, provider?: string) => {
    const response = await fetch(agentUrl(pair.gateway, provider), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${GATEWAY_KEY}`, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const head = [...response.headers].map((header) => header.join(': ')).join('\n');
    return { status: response.status, head, text: await response.text() };
  };

  const expectNone = (text: string, canaries: readonly string[]): void => {
    const lines = text.split('\n').filter((line) => canaries.some((canary) => line.includes(canary)));
    expect(lines).toEqual([]);
  };

  let loggedBefore = 0;
  beforeEach(() => void (loggedBefore = pair.gateway.logText().length));
  const expectCleanLog = async (requestId: string): Promise<void> => {
    await pair.gateway.logLine((line) => line['request_id'] === requestId);
    expectNone(pair.gateway.logText().slice(loggedBefore), [...KEYS, ...TEXTS]);
  };

  let asked = 0;
  const nextId = (): string => `canary-run-${(asked += 1)}`;
  const asking = { prompt: PROMPT, system: SYSTEM, model: 'gpt-4o' };

  it.each([
    ['whole', asking],
    ['streamed', { ...asking, stream: true }],
    ['of a conversation', { messages: [{ role: 'user', content: PROMPT }], system: SYSTEM, model: 'gpt-4o' }],
  ])('in a good answer, %s: only the answer itself, and only to the caller', async (_how, body) => {
    pair.upstream.next({ pieces: [ANSWER] });
    const id = nextId();
    const { status, head, text } = await exchange(body, { 'x-request-id': id });
    expect([status, text.includes(ANSWER)]).toEqual([200, true]);
    expectNone(text, [...KEYS, PROMPT, SYSTEM]);
    expectNone(head, [...KEYS, ...TEXTS]);
    await expectCleanLog(id);
  });

  it.each<[string, Script]>([
    ['401', wrongKey(KEY)],
    ['403', answerError(403, { message: QUOTES, code: QUOTES, type: QUOTES, param: QUOTES })],
    ['400', answerError(400, { message: QUOTES })],
    ['400 with the key alone', answerError(400, { message: `Bad key ${KEY}` })],
    ['400 with the start of the key', answerError(400, { message: `Bad key ${KEY.slice(0, 20)}…` })],
    ['400 with the prompt alone', answerError(400, { message: `Bad: ${PROMPT}` })],
    ['400 with part of the prompt', answerError(400, { message: `Bad: ${PROMPT.slice(10)}` })],
    ['400 with the system text', answerError(400, { message: `Bad: ${SYSTEM}` })],
    ['400 with a key as the field', answerError(400, { message: 'Bad.', param: KEY })],
    ['400 with a prompt as the field', answerError(400, { message: 'Bad.', param: PROMPT })],
    ['400 with other fields', answerError(400, { message: 'Bad.', code: QUOTES, type: QUOTES })],
    ['403 about the content', answerJson(403, { code: QUOTES, error: `Content: ${QUOTES}` })],
    ['403 of a firewall', answerBytes('text/html', `<html><title>${QUOTES}</title></html>`, 403)],
    ['422 of a framework', answerJson(422, { detail: [{ loc: ['body', KEY], msg: QUOTES, input: PROMPT }] })],
    ['404 of the model', answerError(404, { message: QUOTES, code: 'model_not_found' })],
    ['429', answerError(429, { message: QUOTES, code: 'rate_limit_exceeded' }, { 'retry-after': '3' })],
    ['429 with its header', rateLimited(KEY)],
    ['429 for quota', quotaSpent()],
    ['500', answerError(500, { message: QUOTES })],
    ['a page', answerBytes('text/html', `<html>${QUOTES}</html>`, 502)],
    ['a page with 200', answerBytes('text/html', `<html>${QUOTES}</html>`)],
    ['broken JSON', answerBytes('application/json', `{"choices":[{"message":"${QUOTES}`)],
    ['half JSON', halfJson()],
    ['a page of its own', htmlPage()],
    ['words with 200', answerBytes('text/plain', ANSWER)],
    ['words in an event', answerBytes('text/event-stream', `data: ${ANSWER}\n\n`)],
    ['JSON behind a NUL', answerBytes('text/plain', `\0${JSON.stringify({ message: ANSWER })}`)],
    ['JSON behind a guard', answerBytes('text/plain', `)]}'\n${JSON.stringify({ note: ANSWER })}`)],
    ['JSON in a call', answerBytes('text/plain', `cb(${JSON.stringify({ note: ANSWER })})`)],
    ['an error inside 200', answerJson(200, { error: { message: QUOTES, code: QUOTES } })],
    ['an error text inside 200', answerJson(200, { error: QUOTES })],
    ['an error with a number', errorInside200(500)],
    ['an answer without a message', answerJson(200, { choices: [{ note: QUOTES }] })],
    ['a redirect', redirect(`https://elsewhere.example/?key=${KEY}&prompt=${encodeURIComponent(PROMPT)}`)],
    ['headers', answerError(500, { message: 'x' }, { 'x-echo': PROMPT, server: KEY, 'retry-after': KEY })],
  ])('in a failure of the upstream: %s', async (_what, script) => {
    for (const isStream of [false, true]) {
      pair.upstream.next(script);
      const id = nextId();
      const { status, head, text } = await exchange({ ...asking, stream: isStream }, { 'x-request-id': id });
      expect(status).toBeGreaterThanOrEqual(400);
      expectNone(`${head}\n${text}`, [...KEYS, ...TEXTS]);
      await expectCleanLog(id);
    }
  });

  it.each<[string, OpenAiReply | Script]>([
    ['an error event', { pieces: ['ok'], stream: errorAfterFrames(2, { message: QUOTES, param: PROMPT }) }],
    ['an error event without a piece', { stream: errorAfterFrames(0, { message: QUOTES, code: QUOTES }) }],
    ['a cut inside a line', { text: 'ok ok ok ok', stream: cutAfterBytes(700) }],
    ['garbage', stream([`data: {"id": ${QUOTES}\n\n`])],
    ['an event of another shape', stream([`event: ${KEY}\ndata: "${KEY}"\n\n`])],
    ['an early end', { stream: ofFrames() }],
  ])('in a stream that fails: %s', async (_what, turn) => {
    pair.upstream.next(turn);
    const id = nextId();
    const { head, text } = await exchange({ ...asking, stream: true }, { 'x-request-id': id });
    expect(text).toContain('"status":"error"');
    expectNone(`${head}\n${text}`, [...KEYS, ...TEXTS]);
    await expectCleanLog(id);
  });

  it.each<[string, unknown]>([
    ['a prompt of another type', { prompt: [PROMPT] }],
    ['a model that is a prompt', { prompt: 'hi', model: `${PROMPT}\n` }],
    ['a number that is a prompt', { prompt: 'hi', max_tokens: PROMPT, temperature: KEY }],
    ['an unknown field with a key in it', { prompt: PROMPT, api_key: KEY }],
    ['a role that is a prompt', { messages: [{ role: PROMPT, content: SYSTEM }] }],
    ['a content of another type', { messages: [{ role: 'user', content: { text: PROMPT } }] }],
    ['cut JSON', `{"prompt":"${PROMPT}","system":"${SYSTEM}`],
    ['JSON with a comma too many', `{"prompt":"${PROMPT}",}`],
    ['text', PROMPT],
    ['a forbidden key', `{"prompt":"${PROMPT}","__proto__":{"system":"${SYSTEM}"}}`],
  ])('in a refusal of the body: %s', async (_what, body) => {
    const id = nextId();
    const { status, head, text } = await exchange(body, { 'x-request-id': id });
    expect(status).toBe(400);
    expectNone(`${head}\n${text}`, [...KEYS, ...TEXTS]);
    await expectCleanLog(id);
  });

  it('in a refusal of the caller, the route or the bytes', async () => {
    const id = nextId();
    const answers = [
      await exchange(asking, { authorization: `Bearer ${WRONG_KEY}` }),
      await exchange(asking, { authorization: `Basic ${WRONG_KEY}` }),
      await exchange(asking, { 'x-api-key': WRONG_KEY, authorization: '' }),
      await exchange(asking, {}, `no-such-provider/${encodeURIComponent(PROMPT)}`),
      await exchange(asking, {}, `${WRONG_KEY}?api_key=${WRONG_KEY}`),
      ...(await sendRaw(pair.gateway, `POST /${WRONG_KEY} HTTP/1.1\nHost: x\n\n`)),
      ...(await sendRaw(
        pair.gateway,
        rawPrompt([`x-api-key: ${WRONG_KEY}`, 'Transfer-Encoding: chunked'], 'zz'),
      )),
      await exchange(asking, { 'x-request-id': id }),
    ];
    expectNone(JSON.stringify(answers.slice(0, -1)), [...KEYS, ...TEXTS]);
    await expectCleanLog(id);
  });
});

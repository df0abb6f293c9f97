import { fixtureOf, WIRES, willSay } from '../support/client-wires.js';
import { EVERY_FIELD, UNKNOWN_IN_ANSWER, UNKNOWN_IN_STREAM } from '../support/every-field.js';
import { ProviderStage } from '../support/provider-stage.js';
import { answerJson } from '../support/scripted-upstream/scripts.js';
import { sseFrame, stream } from '../support/scripted-upstream/stream-script.js';

let stage: ProviderStage;
beforeAll(async () => void (stage = await ProviderStage.open()));
afterAll(() => stage.close());

const post = (body: object | string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${stage.gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const warnedOf = ({ headers }: Response) => {
  const warnings = JSON.parse(headers.get('x-tollgate-warnings') ?? '[]') as { parameter?: string }[];
  return warnings.map(({ parameter }) => parameter);
};

describe.each(['local/llama3.3', 'openai/gpt-4o'])('every field of a request to %s', (model) => {
  const bare = model.slice(model.indexOf('/') + 1);

  it('arrives upstream, and nothing besides', async () => {
    stage.willAct(answerJson(200, UNKNOWN_IN_ANSWER));
    const answer = await post({ ...EVERY_FIELD, model });
    expect(answer.status).toBe(200);
    expect(stage.upstream.requests.at(-1)?.body).toEqual({ ...EVERY_FIELD, model: bare });
  });

  it('arrives upstream with the numbers that it was written with', async () => {
    stage.willAct(answerJson(200, UNKNOWN_IN_ANSWER));
    const bounds = '"minimum":-9223372036854775808,"maximum":18446744073709551615,"of":[1e400,-0]';
    const asked = `{"model":"${model}","messages":[{"role":"user","content":"Hi"}],"not_invented_yet":{${bounds}}}`;
    expect((await post(asked)).status).toBe(200);
    expect(stage.upstream.requests.at(-1)?.rawBody.toString()).toBe(asked.replace(model, bare));
  });

  it('arrives upstream for a stream, with the wish for usage', async () => {
    stage.willAct(stream(UNKNOWN_IN_STREAM.map(sseFrame)));
    const stream_options = { include_obfuscation: false };
    await (await post({ ...EVERY_FIELD, model, stream: true, stream_options })).text();
    expect(stage.upstream.requests.at(-1)?.body).toEqual({
      ...EVERY_FIELD,
      model: bare,
      stream: true,
      stream_options: { ...stream_options, include_usage: true },
    });
  });
});

describe('fields of an answer that nothing knows', () => {
  it('arrive at every level', async () => {
    stage.willAct(answerJson(200, UNKNOWN_IN_ANSWER));
    const answer = await post({ ...EVERY_FIELD, model: 'local/llama3.3' });
    expect(await answer.json()).toEqual(UNKNOWN_IN_ANSWER);
  });

  it('arrive at every level of a stream', async () => {
    stage.willAct(stream(UNKNOWN_IN_STREAM.map(sseFrame)));
    const stream_options = { include_usage: true };
    const answer = await post({ ...EVERY_FIELD, model: 'local/llama3.3', stream: true, stream_options });
    const data = (await answer.text()).split('\n\n').map((event) => event.replace('data: ', ''));
    expect(data.slice(0, -2).map((text) => JSON.parse(text) as unknown)).toEqual(
      UNKNOWN_IN_STREAM.slice(0, -1),
    );
    expect(data.slice(-2)).toEqual(['[DONE]', '']);
  });
});

/** What these wires have words for; tools and formats have specs of their own. */
const TRANSLATED: Readonly<Record<string, readonly string[]>> = {
  anthropic: ['stop', 'user', 'parallel_tool_calls', 'reasoning_effort', 'not_invented_yet'],
  gemini: ['stop', 'n', 'seed', 'frequency_penalty', 'presence_penalty', 'reasoning_effort'],
};
const ELSEWHERE = [
  'messages',
  'max_tokens',
  'max_completion_tokens',
  'tools',
  'tool_choice',
  'functions',
  'function_call',
  'response_format',
];

describe.each(WIRES.filter(({ provider }) => provider !== 'openai'))(
  'what $provider has no words for',
  (wire) => {
    const known = [...ELSEWHERE, ...(TRANSLATED[wire.provider] ?? [])];
    const lost = Object.entries(EVERY_FIELD).filter(([name]) => !known.includes(name));
    const bare = { model: wire.model, messages: [{ role: 'user', content: 'hello there' }] };

    it('is told in a header', async () => {
      willSay(stage, fixtureOf(wire, 'plain'));
      const answer = await post({ ...bare, ...Object.fromEntries(lost) });
      expect(answer.status).toBe(200);
      expect(new Set(warnedOf(answer))).toEqual(new Set(lost.map(([name]) => name)));
    });

    it('is told of the inside of messages, too, and refused to a strict caller', async () => {
      willSay(stage, fixtureOf(wire, 'plain'));
      const messages = [{ ...bare.messages[0], name: 'ada', mood: 'fine' }];
      const answer = await post({ ...bare, messages });
      expect(warnedOf(answer)).toEqual(['messages[0].name', 'messages[0].mood']);
      const refusal = await post({ ...bare, messages }, { 'x-strict-params': 'true' });
      const error = { type: 'invalid_request_error', param: 'messages[0].name' };
      expect([refusal.status, await refusal.json()]).toMatchObject([400, { error }]);
    });

    it('is refused where a caller is strict', async () => {
      willSay(stage, fixtureOf(wire, 'plain'));
      for (const [name, value] of lost) {
        const answer = await post({ ...bare, [name]: value }, { 'x-strict-params': 'true' });
        const error = { type: 'invalid_request_error', param: name };
        expect([answer.status, await answer.json()]).toMatchObject([400, { error }]);
      }
    });
  },
);

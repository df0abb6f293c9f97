import { fixtureOf } from './support/client-wires.js';
import { nativeFixture } from './support/native-responses.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson, neverAnswer } from './support/scripted-upstream/scripts.js';
import { stream } from './support/scripted-upstream/stream-script.js';
import type { RunningGateway } from './support/start-gateway.js';
import {
  ANTHROPIC,
  GEMINI,
  RESPONSES_MODEL,
  startTranslatingGateway,
} from './support/translating-gateway.js';

const FUNCTIONS = [{ name: 'look_up', description: 'Looks it up.', parameters: { type: 'object' } }];
const QUESTION = { role: 'user', content: 'What is it?' };

type Fields = Readonly<Record<string, unknown>>;
interface Chunk {
  readonly choices: readonly {
    readonly delta: { readonly function_call?: Readonly<Record<string, string>> };
  }[];
}
interface Answer {
  readonly choices: readonly { readonly message: Fields; readonly finish_reason: string }[];
}

/** Wires that know tools alone, with how each offers the function, and shows a call and its answer. */
const CASES: readonly (readonly [
  string,
  (name: string) => { body?: unknown; stream: string | null },
  Fields,
  string[],
])[] = [
  [
    ANTHROPIC.model,
    (name) => fixtureOf(ANTHROPIC, name),
    { tool_choice: { type: 'tool', name: 'look_up', disable_parallel_tool_use: true } },
    ['"type":"tool_use","id":"function_1"', '"type":"tool_result","tool_use_id":"function_1"'],
  ],
  [
    GEMINI.model,
    (name) => fixtureOf(GEMINI, name),
    { toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look_up'] } } },
    ['"functionCall":{"id":"function_1"', '"functionResponse":{"id":"function_1"'],
  ],
  [
    RESPONSES_MODEL,
    nativeFixture,
    { tool_choice: { type: 'function', name: 'look_up' }, parallel_tool_calls: false },
    ['"type":"function_call","call_id":"function_1"', '"type":"function_call_output","call_id":"function_1"'],
  ],
];

describe('functions of before tools', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: neverAnswer() });
    gateway = await startTranslatingGateway(upstream);
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const ask = (body: object) =>
    fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const sent = () => upstream.requests.at(-1)?.body;

  it.each(CASES)('are called by %s as their caller knows it', async (model, say, choice) => {
    const asked = {
      model,
      messages: [QUESTION],
      functions: FUNCTIONS,
      function_call: { name: 'look_up' },
      max_completion_tokens: 50,
    };
    upstream.next(answerJson(200, say('tool-call').body));
    const answer = await ask(asked);
    const { choices } = (await answer.json()) as Answer;
    expect([answer.status, choices[0]?.finish_reason]).toEqual([200, 'function_call']);
    expect(choices[0]?.message['function_call']).toEqual({
      name: expect.any(String) as string,
      arguments: expect.stringMatching(/^\{.*\}$/) as string,
    });
    expect(choices[0]?.message).not.toHaveProperty('tool_calls');
    expect(answer.headers.get('x-tollgate-warnings') ?? '').not.toContain('function');
    expect(sent()).toMatchObject(choice);
    expect(JSON.stringify(sent())).toContain('Looks it up.');
    expect(sent()).not.toHaveProperty('functions');

    upstream.next(stream([say('tool-call').stream ?? '']));
    const text = await (await ask({ ...asked, stream: true })).text();
    const chunks = [...text.matchAll(/^data: (\{.*)$/gm)].map(([, data = '']) => JSON.parse(data) as Chunk);
    const deltas = chunks.flatMap(({ choices: [one] }) => one?.delta ?? []);
    const pieces = deltas.map(({ function_call: piece }) => piece ?? {});
    const whole = choices[0]?.message['function_call'] as Fields;
    expect(pieces.map(({ name }) => name ?? '').join('')).toBe(whole['name']);
    const written = pieces.map(({ arguments: piece }) => piece ?? '').join('');
    expect(JSON.parse(written)).toEqual(JSON.parse(String(whole['arguments'])));
    expect(text).toContain('"finish_reason":"function_call"');
    expect(text).not.toContain('tool_calls');
  });

  it.each(CASES)('are answered in the history of a conversation with %s', async (model, say, _, shown) => {
    const call = {
      role: 'assistant',
      content: null,
      function_call: { name: 'look_up', arguments: '{"a":1}' },
    };
    const result = { role: 'function', name: 'look_up', content: 'A stone.' };
    upstream.next(answerJson(200, say('plain').body));
    const body = { model, functions: FUNCTIONS, function_call: 'auto', max_completion_tokens: 50 };
    const answer = await ask({ ...body, messages: [QUESTION, call, result] });
    expect([answer.status, answer.headers.get('x-tollgate-warnings') ?? '']).toEqual([
      200,
      expect.not.stringContaining('function') as string,
    ]);
    for (const part of shown) expect(JSON.stringify(sent())).toContain(part);
    const alone = await ask({ ...body, messages: [QUESTION, result] });
    expect([alone.status, await alone.json()]).toMatchObject([400, { error: { param: 'messages[1].role' } }]);
  });
});

import { fixtureOf, WIRES, willSay, type ClientWire } from './support/client-wires.js';
import { ProviderStage } from './support/provider-stage.js';

const [, ANTHROPIC, GEMINI] = WIRES as unknown as [ClientWire, ClientWire, ClientWire];
/** As a limit of tokens cuts it off, and agents keep it beside what went wrong. */
const CUT = '{"command":"ls -';

let stage: ProviderStage;
beforeAll(async () => void (stage = await ProviderStage.open()));
afterAll(() => stage.close());

const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${stage.gateway.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

describe('a call of a tool that was cut off, in the history of a conversation', () => {
  const failed = 'failed to parse function arguments';
  const codex = [
    { role: 'user', content: 'List the files.' },
    { type: 'function_call', call_id: 'c', name: 'shell', arguments: CUT },
    { type: 'function_call_output', call_id: 'c', output: failed },
  ];
  const chat = [
    { role: 'user', content: 'List the files.' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'shell', arguments: CUT } }],
    },
    { role: 'tool', tool_call_id: 'c', content: failed },
  ];
  const asks: [string, object][] = [
    ['/v1/responses', { input: codex }],
    ['/v1/chat/completions', { messages: chat, max_tokens: 50 }],
  ];

  it.each(
    asks.flatMap(([path, body]) =>
      [ANTHROPIC, GEMINI].map((wire) => [path, wire.model, body, wire] as const),
    ),
  )(
    '%s goes on with %s, which is told it as it was, and the caller of the change',
    async (path, model, body, wire) => {
      willSay(stage, fixtureOf(wire, 'plain'));
      const answer = await post(path, { ...body, model });
      expect(answer.status).toBe(200);
      expect(JSON.stringify(stage.upstream.requests.at(-1)?.body)).toContain(
        JSON.stringify({ unreadable_arguments: CUT }),
      );
      expect(answer.headers.get('x-tollgate-warnings')).toContain('it is no JSON object');
      const asked = stage.upstream.requests.length;
      const refused = await post(path, { ...body, model }, { 'x-strict-params': 'true' });
      expect([refused.status, await refused.text()]).toEqual([
        400,
        expect.stringContaining('no JSON object'),
      ]);
      expect(stage.upstream.requests).toHaveLength(asked);
    },
  );
});

import OpenAI from 'openai';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import type { RunningGateway } from './support/start-gateway.js';
import { ANTHROPIC, GEMINI, startTranslatingGateway } from './support/translating-gateway.js';

const SQL = 'select "a" from b -- 😀';
const GRAMMAR = { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "x"' } } as const;
const TOOLS: OpenAI.Chat.ChatCompletionTool[] = [
  { type: 'custom', custom: { name: 'sql', description: 'Runs SQL.', format: GRAMMAR } },
  { type: 'function', function: { name: 'now', parameters: { type: 'object', properties: {} } } },
];
const MADE = { id: 'c1', type: 'custom' as const, custom: { name: 'sql', input: SQL } };

const event = (type: string, fields: object) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const block = (index: number, id: string, name: string, pieces: readonly string[]) => [
  event('content_block_start', { index, content_block: { type: 'tool_use', id, name, input: {} } }),
  ...pieces.map((piece) =>
    event('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: piece } }),
  ),
  event('content_block_stop', { index }),
];
const ARGUMENTS = JSON.stringify({ input: SQL });
const CLAUDE = {
  id: 'm',
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-5-5',
  content: [
    { type: 'tool_use', id: 'c1', name: 'sql', input: { input: SQL } },
    { type: 'tool_use', id: 'c2', name: 'now', input: {} },
  ],
  stop_reason: 'tool_use',
  usage: { input_tokens: 1, output_tokens: 2 },
};
const CLAUDE_EVENTS = [
  event('message_start', { message: { ...CLAUDE, content: [], stop_reason: null } }),
  ...block(0, 'c1', 'sql', ARGUMENTS.split('')),
  ...block(1, 'c2', 'now', ['{}']),
  event('message_delta', { delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 2 } }),
  event('message_stop', {}),
].join('');
const GOOGLE = {
  candidates: [
    {
      content: {
        role: 'model',
        parts: [
          { functionCall: { id: 'c1', name: 'sql', args: { input: SQL } } },
          { functionCall: { id: 'c2', name: 'now', args: {} } },
        ],
      },
      finishReason: 'STOP',
    },
  ],
  usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 3 },
};

describe('custom tools of chat completions', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  let client: OpenAI;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({
      fallback: (exchange) => {
        const { path, body } = exchange.request;
        const isStream = (body as { stream?: boolean }).stream === true || path.includes('stream');
        const isClaude = !path.includes('generateContent') && !path.includes('GenerateContent');
        if (!isStream) return answerJson(200, isClaude ? CLAUDE : GOOGLE)(exchange);
        exchange.response.writeHead(200, { 'content-type': 'text/event-stream' });
        exchange.response.end(isClaude ? CLAUDE_EVENTS : `data: ${JSON.stringify(GOOGLE)}\n\n`);
      },
    });
    gateway = await startTranslatingGateway(upstream);
    client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'none', maxRetries: 0 });
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const messages: OpenAI.Chat.ChatCompletionMessageParam[] = [
    { role: 'user', content: 'Ask.' },
    { role: 'assistant', content: null, tool_calls: [MADE] },
    { role: 'tool', tool_call_id: 'c1', content: 'none' },
  ];
  const request = (model: string) => ({ model, messages, tools: TOOLS });
  const called = expect.objectContaining({
    tool_calls: [
      expect.objectContaining(MADE),
      expect.objectContaining({ id: 'c2', type: 'function', function: { name: 'now', arguments: '{}' } }),
    ],
  });

  it.each([ANTHROPIC, GEMINI])(
    'are functions with one text, and called as what they are: $model',
    async ({ model }) => {
      const { data, response } = await client.chat.completions.create(request(model)).withResponse();
      expect(data.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: called });
      const [warning] = JSON.parse(response.headers.get('x-tollgate-warnings') ?? '[]') as object[];
      expect(warning).toMatchObject({ parameter: 'tools[0]', action: 'changed' });
      const sent = JSON.stringify(upstream.requests.at(-1)?.body);
      expect(sent).toContain('The input follows this grammar (lark)');
      expect(sent).toContain(JSON.stringify({ input: SQL }));
      expect(sent).not.toContain('"custom"');
    },
  );

  it.each([ANTHROPIC, GEMINI])('are called so in streams: $model', async ({ model }) => {
    const choice = { type: 'custom', custom: { name: 'sql' } } as const;
    const stream = client.chat.completions.stream({ ...request(model), tool_choice: choice });
    const { choices } = await stream.finalChatCompletion();
    expect(choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: called });
    const sent = JSON.stringify(upstream.requests.at(-1)?.body);
    expect(sent).toMatch(/"tool_choice":\{"type":"tool","name":"sql"\}|"allowedFunctionNames":\["sql"\]/);
  });

  it.each([ANTHROPIC, GEMINI])('are refused to strict callers: $model', async ({ model }) => {
    const headers = { 'x-strict-params': 'true' };
    const refused = client.chat.completions.create(request(model), { headers });
    await expect(refused).rejects.toMatchObject({ status: 400, param: 'tools[0]' });
  });
});

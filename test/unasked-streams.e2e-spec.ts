import type { Fields } from '../src/common/fields.js';
import { ProviderStage } from './support/provider-stage.js';
import { stream } from './support/scripted-upstream/stream-script.js';

const SAID = 'x'.repeat(40);
const messages = [{ role: 'user', content: 'hello' }];

const frames = (...data: readonly object[]) => data.map((each) => `data: ${JSON.stringify(each)}\n\n`);
const named = (...data: readonly (Fields & { readonly type: string })[]) =>
  data.map((each) => `event: ${each.type}\ndata: ${JSON.stringify(each)}\n\n`);

const chunk = (delta: object, more: object = {}) => ({
  id: 'c-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'gpt-6-luna',
  choices: [{ index: 0, delta, finish_reason: null }],
  ...more,
});
const CHAT = frames(
  chunk({ role: 'assistant' }, { usage: { prompt_tokens: 7, completion_tokens: 0, total_tokens: 7 } }),
  chunk({ content: SAID }),
);
const CHAT_END = [
  ...frames(chunk({}, { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })),
  'data: [DONE]\n\n',
];

const message = {
  id: 'm-1',
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-5-5',
  content: [],
  stop_reason: null,
  usage: { input_tokens: 7, output_tokens: 0 },
};
const MESSAGE = named(
  { type: 'message_start', message },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: SAID } },
);
const MESSAGE_END = named(
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
  { type: 'message_stop' },
);

/** Each way to a provider, and what it says in a stream that nobody asked for. */
const WAYS: readonly (readonly [string, string, object, readonly string[], readonly string[]])[] = [
  [
    'chat completions',
    '/v1/chat/completions',
    { model: 'openai/gpt-6-luna', messages, max_completion_tokens: 50 },
    CHAT,
    CHAT_END,
  ],
  ['the agents', '/agents/llm-providers/openai', { model: 'gpt-6-luna', prompt: 'hello' }, CHAT, CHAT_END],
  [
    'messages',
    '/v1/messages',
    { model: 'anthropic/claude-haiku-5-5', messages, max_tokens: 50 },
    MESSAGE,
    MESSAGE_END,
  ],
  [
    'a translation',
    '/v1/chat/completions',
    { model: 'anthropic/claude-haiku-5-5', messages, max_tokens: 50 },
    MESSAGE,
    MESSAGE_END,
  ],
];

describe('a whole answer that comes as a stream', () => {
  let stage: ProviderStage;
  beforeAll(async () => void (stage = await ProviderStage.open({ UPSTREAM_MAX_RETRIES: '0' })));
  afterAll(() => stage.close());

  const asked = async (path: string, body: object, pieces: readonly string[]) => {
    stage.willAct(stream(pieces));
    const answer = await stage.ask(path, body);
    await answer.text();
    const recent = await fetch(`${stage.gateway.url}/calls/recent?limit=1`);
    const { data } = (await recent.json()) as { readonly data: readonly object[] };
    return { status: answer.status, call: data[0] };
  };
  const estimated = { input: 7, output: 10, total: 17, estimated: true };

  it.each(WAYS)('costs what came, where that was counted before it alone: %s', async (...way) => {
    const [, path, body, begun, end] = way;
    expect(await asked(path, body, [...begun, ...end])).toMatchObject({
      status: 200,
      call: { outcome: 'ok', tokens: estimated },
    });
  });

  it.each(WAYS)('costs what came until it broke off: %s', async (_, path, body, begun) => {
    expect(await asked(path, body, begun)).toMatchObject({
      status: 502,
      call: { outcome: 'failed', tokens: estimated },
    });
  });
});

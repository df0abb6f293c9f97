import { ask, failureOf } from './support/agent-client.js';
import { readStream } from './support/agent-events.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { neverAnswer } from './support/scripted-upstream/scripts.js';
import { sseFrame, stream } from './support/scripted-upstream/stream-script.js';
import { smallChunk, smallDelta } from './support/small-completion.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const named = (event: string, data: object) => `event: ${event}\n${sseFrame({ type: event, ...data })}`;
const chunk = (choices: unknown, rest?: object) => sseFrame(smallChunk(choices, rest));
const delta = (value: object, finish?: string) => sseFrame(smallDelta(value, finish));

const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const OPENAI_ANSWER = [
  delta({ content: 'Hi' }),
  delta({}, 'stop'),
  chunk([], { usage: USAGE }),
  'data: [DONE]\n\n',
];
const OPENAI_ERROR = sseFrame({ error: { message: 'Overloaded', type: 'server_error', code: 503 } });

const ANTHROPIC_START = named('message_start', {
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [],
    usage: { input_tokens: 10, output_tokens: 1 },
  },
});
const ANTHROPIC_ANSWER = [
  named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Hi' } }),
  named('content_block_stop', { index: 0 }),
  named('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } }),
  named('message_stop', {}),
];
const ANTHROPIC_ERROR = named('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });

const GEMINI_ANSWER = [
  sseFrame({
    candidates: [{ index: 0, content: { role: 'model', parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }],
  }),
];
const GEMINI_ERROR = sseFrame({
  error: { code: 503, status: 'UNAVAILABLE', message: 'The model is overloaded.' },
});

/** Provider, what the preamble is, its frames, how the provider says that it fails, and a good answer. */
type Case = [provider: string, what: string, preamble: string[], error: string, answer: string[]];
const CASES: Case[] = [
  ['local', 'a role', [delta({ role: 'assistant', content: '' })], OPENAI_ERROR, OPENAI_ANSWER],
  ['local', 'a role alone', [delta({ role: 'assistant' })], OPENAI_ERROR, OPENAI_ANSWER],
  ['local', 'no choices', [chunk([])], OPENAI_ERROR, OPENAI_ANSWER],
  [
    'local',
    'usage only',
    [chunk([], { usage: { ...USAGE, completion_tokens: 0 } })],
    OPENAI_ERROR,
    OPENAI_ANSWER,
  ],
  [
    'local',
    'an empty thought',
    [delta({ role: 'assistant', reasoning_content: '' })],
    OPENAI_ERROR,
    OPENAI_ANSWER,
  ],
  [
    'local',
    'nulls',
    [delta({ content: null, tool_calls: null, refusal: null })],
    OPENAI_ERROR,
    OPENAI_ANSWER,
  ],
  ['anthropic', 'message_start', [ANTHROPIC_START], ANTHROPIC_ERROR, ANTHROPIC_ANSWER],
  [
    'anthropic',
    'message_start, a ping and an empty block',
    [ANTHROPIC_START, named('ping', {}), ANTHROPIC_ANSWER[0]!],
    ANTHROPIC_ERROR,
    ANTHROPIC_ANSWER.slice(1),
  ],
  [
    'gemini',
    'usage only',
    [sseFrame({ usageMetadata: { promptTokenCount: 10 } })],
    GEMINI_ERROR,
    GEMINI_ANSWER,
  ],
  [
    'gemini',
    'an empty candidate',
    [sseFrame({ candidates: [{ index: 0, content: { role: 'model', parts: [{ text: '' }] } }] })],
    GEMINI_ERROR,
    GEMINI_ANSWER,
  ],
];

/** A provider of its own for each case: none uses up the retries of another. */
const providerOf = ([provider]: Case, index: number) => (provider === 'local' ? `local-${index}` : provider);
const configFile = (origin: string) =>
  [
    'providers:',
    ...['spare', ...CASES.map((_, index) => `local-${index}`)].map(
      (id) => `  - { id: ${id}, base_url: "${origin}/v1", default_model: m }`,
    ),
    'routes:',
    ...CASES.map(
      (one, index) =>
        `  - { id: route-${index}, targets: [{ provider: ${providerOf(one, index)} }, { provider: spare }] }`,
    ),
  ].join('\n');

describe.each(CASES.map((one, index) => [one[0], one[1], one, index] as const))(
  'a stream of %s that fails behind a preamble of %s',
  (_provider, _what, one, index) => {
    const [, , preamble, error, answer] = one;
    const provider = providerOf(one, index);
    const HELLO = { prompt: 'hello there', stream: true };
    let upstream: ScriptedUpstream;
    let gateway: RunningGateway;
    const start = async (retries: string) => {
      gateway = await startGateway(
        {
          UPSTREAM_MAX_RETRIES: retries,
          ANTHROPIC_API_KEY: 'preamble-canary-1',
          GEMINI_API_KEY: 'preamble-canary-2',
          ANTHROPIC_BASE_URL: `${upstream.origin}/v1`,
          GEMINI_BASE_URL: `${upstream.origin}/v1beta`,
        },
        configFile(upstream.origin),
      );
    };
    beforeEach(async () => {
      upstream = await ScriptedUpstream.start({ fallback: neverAnswer() });
    });
    afterEach(async () => {
      await gateway.close();
      await upstream.close();
    });

    it('is tried again, and answers', async () => {
      await start('1');
      upstream.next(stream([...preamble, error]));
      upstream.next(stream([...preamble, ...answer]));
      const { response, names, text } = await readStream(gateway, HELLO, { provider });
      expect([response.status, response.headers.get('x-gateway-attempts')]).toEqual([200, '2']);
      expect([names, text]).toEqual([['delta', 'done'], 'Hi']);
    });

    it('goes on to the next target of a route, and is a status and JSON without one', async () => {
      await start('0');
      upstream.next(stream([...preamble, error]));
      upstream.next(stream(OPENAI_ANSWER));
      const { response, text } = await readStream(gateway, HELLO, { provider: `route-${index}` });
      expect([response.headers.get('x-gateway-provider'), text]).toEqual(['spare', 'Hi']);

      upstream.next(stream([...preamble, error]));
      const failed = await ask(gateway, HELLO, { provider });
      expect(failureOf(failed)).toEqual([502, 'provider.unavailable', true]);
      expect(failed.headers.get('content-type')).toBe('application/json; charset=utf-8');
    });
  },
);

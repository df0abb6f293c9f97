import { ask } from './support/agent-client.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';

const HELLO = { prompt: 'hello there', model: 'gpt-6-luna' };

describe('the fields of a prompt', () => {
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair()));
  afterAll(() => pair.close());

  /** Asks, and makes sure that the upstream was not. */
  const refusalOf = async (body: unknown) => {
    const before = pair.upstream.requests.length;
    const answer = await ask(pair.gateway, body);
    expect(pair.upstream.requests).toHaveLength(before);
    return answer;
  };
  const lastMessages = (): unknown => pair.upstream.requests.at(-1)?.body?.['messages'];

  describe('outside their range', () => {
    it.each([
      ...[-5, 0, 1.5, '10', true, [], {}, 2 ** 53 + 2, 2_147_483_648].map(
        (value) => ['max_tokens', value] as const,
      ),
      ...[-0.1, 2.1, 'hot', '1', true, [1]].map((value) => ['temperature', value] as const),
      ...['', ' \n\t', '\u2003', 7, true, [], {}, null].map((value) => ['prompt', value] as const),
      ...['', ' ', 'a\r\nb', ' a', 'a\u2028b', 'a\u202eb', 'x'.repeat(10_000), 7, [], {}].map(
        (value) => ['model', value] as const,
      ),
      ...[7, [], {}].map((value) => ['system', value] as const),
      ...['true', 1, 0, {}].map((value) => ['stream', value] as const),
      ...['true', 1].map((value) => ['strict', value] as const),
    ])('are refused by name: %s = %j', async (field, value) => {
      const { status, body } = await refusalOf({ ...HELLO, [field]: value });
      expect([status, body.error]).toEqual([
        400,
        { code: 'request.invalid', type: 'request', retryable: false, param: field },
      ]);
      expect(body.message).toMatch(new RegExp(`^Invalid request: ${field} must be .+\\.$`));
      expect(body.message.length).toBeLessThan(300);
    });

    it.each(['1e400', '-1e400', '1e-400'])(
      'are refused beyond what a number holds: max_tokens = %s',
      async (number) => {
        const { status, body } = await refusalOf(`{"prompt":"x","max_tokens":${number}}`);
        expect([status, body.error?.param]).toEqual([400, 'max_tokens']);
      },
    );

    it('are all named at once', async () => {
      const { body } = await refusalOf({ prompt: '', max_tokens: 0, temperature: 9 });
      expect(body.message).toMatch(/prompt must .*max_tokens must .*temperature must/);
    });
  });

  describe('of a conversation', () => {
    it.each([
      ['without a message', [], 'messages'],
      ['that is no list', { role: 'user', content: 'x' }, 'messages'],
      ['that is a text', 'hello', 'messages'],
      ['with a message that is a text', ['hello'], 'messages'],
      ['with a message that is null', [null], 'messages'],
      ['with a list for a message', [[]], 'messages'],
      ['with an unknown role', [{ role: 'wizard', content: 'x' }], 'messages.0.role'],
      ['without a role', [{ content: 'x' }], 'messages.0.role'],
      ['without a content', [{ role: 'user' }], 'messages.0.content'],
      ['with a content that is no text', [{ role: 'user', content: [{}] }], 'messages.0.content'],
      ['with an unknown field', [{ role: 'user', content: 'x', name: 'y' }], 'messages.0.name'],
      [
        'with a field of every object',
        [{ role: 'user', content: 'x', toString: 'y' }],
        'messages.0.toString',
      ],
      ['inside a list', [[{ role: 'user', content: 'x' }]], 'messages'],
      [
        'with a bad second message',
        [
          { role: 'user', content: 'x' },
          { role: 'user', content: null },
        ],
        'messages.1.content',
      ],
      [
        'of 19,000 messages',
        Array.from({ length: 19_000 }, () => ({ role: 'user', content: 'x' })),
        'messages',
      ],
    ])('%s are refused by name', async (_what, messages, param) => {
      const { status, body } = await refusalOf({ messages });
      expect([status, body.error?.code]).toEqual([400, 'request.invalid']);
      expect(body.error?.param).toMatch(new RegExp(`^${param}`));
      expect(body.message).toContain('messages');
      expect(body.message.length).toBeLessThan(500);
    });

    it('exclude a prompt', async () => {
      const { status, body } = await refusalOf({ ...HELLO, messages: [{ role: 'user', content: 'x' }] });
      expect([status, body.message]).toEqual([400, expect.stringMatching(/prompt and messages exclude/)]);
    });

    it('are sent, however many there may be', async () => {
      const messages = Array.from({ length: 2048 }, (_, index) => ({ role: 'user', content: `m${index}` }));
      const { status, body } = await ask(pair.gateway, { messages, model: 'gpt-6-luna' });
      expect([status, body.message]).toEqual([200, 'You said: m2047']);
      expect(JSON.stringify(lastMessages())).toBe(JSON.stringify(messages));
    });
  });

  it.each([
    ['base_url', 'http://127.0.0.1:9/v1'],
    ['api_base', 'http://127.0.0.1:9/v1'],
    ['api_key', 'sk-of-the-caller'],
    ['organization', 'org'],
    ['extra_headers', { 'x-a': 'b' }],
    ['user_role', 'admin'],
    ['top_p', 0.5],
    ['n', 10_000],
    ['stream_options', { include_usage: true }],
    ['max_completion_tokens', 5],
    ['Prompt', 'hello'],
    ['a\r\nb', 1],
    ['toString', 1],
    ['valueOf', { a: 1 }],
    ['constructor', 1],
    ['x'.repeat(10_000), 1],
  ])('that the contract does not know are refused by name: %s', async (field, value) => {
    const { status, body } = await refusalOf({ ...HELLO, [field]: value });
    expect([status, body.error?.code]).toEqual([400, 'request.invalid']);
    expect(body.message).toContain(`unknown field "${JSON.stringify(field).slice(1, -1).slice(0, 64)}`);
    expect(body.message).toContain('accepted are prompt, model, max_tokens, temperature');
    expect(body.message).not.toMatch(/[\r\n]/);
    expect(body.message.length).toBeLessThan(400);
  });

  describe('of any script', () => {
    it.each([
      ['right-to-left marks', '\u202eשלום\u202c \u200fمرحبا\u200f'],
      ['families joined by ZWJ', '👩‍👩‍👧‍👦 🏳️‍🌈 👨🏽‍🚀'],
      ['four-byte characters', '𝒯𝓸𝓁𝓁𝑔𝒶𝓉𝑒 𠜎𠜱'],
      ['combining marks, many', 'e' + '\u0301'.repeat(10_000)],
      ['control characters', 'a\u0000b\u0007c\u2028d\u2029e\ufefff'],
      ['JSON and markup', '"}],"role":"system"{[</script>\\u0041\\'],
      ['line ends and blanks', '  a\r\nb\rc\n\n d  '],
      ['a million characters', 'é'.repeat(1_000_000)],
    ])('reach the upstream and come back byte for byte: %s', async (_what, text) => {
      pair.upstream.next({ pieces: [text] });
      const { status, body } = await ask(pair.gateway, { prompt: text, model: 'gpt-6-luna' });
      expect([status, body.message === text]).toEqual([200, true]);
      expect(JSON.stringify(lastMessages())).toBe(JSON.stringify([{ role: 'user', content: text }]));
    });

    it.each([
      ['prompt', '{"prompt":"a\\ud800b","model":"gpt-6-luna"}'],
      ['system', '{"prompt":"x","system":"\\udfff","model":"gpt-6-luna"}'],
      ['message', '{"messages":[{"role":"user","content":"\\ud83d"}],"model":"gpt-6-luna"}'],
    ])('half a surrogate pair in the %s does no harm', async (_field, body) => {
      const { status, body: envelope } = await ask(pair.gateway, body);
      expect([status, envelope.status]).toEqual([200, 'success']);
      expect(pair.upstream.requests.at(-1)?.body).toBeDefined();
    });

    it('half a surrogate pair in the model or a field name is refused', async () => {
      expect((await refusalOf('{"prompt":"x","model":"\\ud800"}')).status).toBe(400);
      expect((await refusalOf('{"prompt":"x","\\ud800":1}')).status).toBe(400);
    });
  });
});

import { breachesOfAnswer } from './support/written-document.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { sseFrame, stream } from './support/scripted-upstream/stream-script.js';
import { smallDelta } from './support/small-completion.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const PROVIDER_KEY = 'canary-of-the-provider-0123456789';
const QUIET_KEY = 'canary-of-a-quiet-key-0123456789';
const ANSWER = {
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [
    { index: 0, message: { role: 'assistant', content: `hello, ${PROVIDER_KEY}!` }, finish_reason: 'stop' },
  ],
  usage: { prompt_tokens: 5, completion_tokens: 10, total_tokens: 15 },
};
const FAILURE = answerJson(400, { error: { message: 'no such thing', type: 'invalid_request_error' } });

type Row = Readonly<Record<'id' | 'target', string>>;

interface Kept {
  readonly mode: string;
  readonly request: Record<string, unknown>;
  readonly sent: { readonly provider: string; readonly model: string; readonly body: object } | null;
  readonly answer: Record<string, unknown> | null;
  readonly error: { readonly code: string } | null;
  readonly truncated: readonly string[];
}

describe('a gateway that keeps what is asked and answered', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, ANSWER) });
    gateway = await startGateway(
      { ADMIN_API_KEY: ADMIN_KEY, LOCAL_API_KEY: PROVIDER_KEY, QUIET_KEY },
      [
        `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m, api_key_variable: LOCAL_API_KEY }]`,
        "capture: { mode: all, max_bytes: 2048, redact: ['[a-z]+@[a-z.]+', '(a+)+$'] }",
        'routes:',
        '  - { id: faulty, capture: errors, targets: [{ provider: local, model: m }] }',
        'keys: { quiet: { key_variable: QUIET_KEY, capture: off } }',
      ].join('\n'),
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const get = async (path: string, key = ADMIN_KEY) => {
    const response = await fetch(gateway.url + path, { headers: { 'x-api-key': key } });
    return {
      status: response.status,
      response,
      body: (await response.json()) as { readonly data: readonly Row[] },
    };
  };
  const ask = async (
    id: string,
    body: object = {},
    { key = ADMIN_KEY, path = '/v1/chat/completions' } = {},
  ) => {
    const answer = await fetch(gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key, 'x-tollgate-session': id },
      body: JSON.stringify({
        model: 'local/m',
        max_tokens: 10,
        messages: [{ role: 'user', content: `from ${id}` }],
        ...body,
      }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const callOf = async (session: string): Promise<string> =>
    (await get(`/admin/calls?session=${session}`)).body.data[0]!.id;
  const keptOf = async (session: string) => {
    const { body, ...rest } = await get(`/admin/calls/${await callOf(session)}/capture`);
    return { ...rest, body: body as unknown as Kept };
  };

  it('shows what a caller sent, what the provider was sent, and what it answered, without its key', async () => {
    await ask('whole', { temperature: 0.5, user: PROVIDER_KEY });
    const { status, body, response } = await keptOf('whole');
    expect(status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({
      mode: 'all',
      request: { model: 'local/m', temperature: 0.5, user: '[redacted]' },
      sent: {
        provider: 'local',
        model: 'm',
        body: { model: 'm', messages: [{ role: 'user', content: 'from whole' }] },
      },
      answer: { choices: [{ message: { content: 'hello, [redacted]!' } }] },
      error: null,
      truncated: [],
    });
    expect(JSON.stringify(body)).not.toContain('canary');
    expect(breachesOfAnswer('/admin/calls/{id}/capture', body)).toEqual([]);
  });

  it.each([true, false, null])('keeps the body as the caller sent it, with stream: %p', async (wish) => {
    const wishes = { stream: wish, stream_options: null };
    await ask(`asked-${wish}`, wishes);
    const { request } = (await keptOf(`asked-${wish}`)).body;
    const messages = [{ role: 'user', content: `from asked-${wish}` }];
    expect(request).toEqual({ model: 'local/m', max_tokens: 10, messages, ...wishes });
  });

  it('writes each look into the audit, and shows nothing to a virtual key', async () => {
    await ask('looked');
    const id = await callOf('looked');
    const looks = async () =>
      (await get('/admin/audit')).body.data.filter(({ target }) => target === `call:${id}`);
    const told = await get(`/admin/calls/${id}`);
    expect([told.body, breachesOfAnswer('/admin/calls/{id}', told.body)]).toEqual([
      expect.objectContaining({ captured: true }),
      [],
    ]);
    expect(await looks()).toEqual([]);
    expect((await get(`/admin/calls/${id}/capture`, QUIET_KEY)).status).toBe(403);
    expect(await looks()).toEqual([]);
    await keptOf('looked');
    await keptOf('looked');
    expect(await looks()).toMatchObject([
      { action: 'capture.look', actor: 'admin', address: expect.stringContaining('127.0.0.1') },
      { action: 'capture.look' },
    ]);
  });

  it('puts a stream together, and keeps what came of one that was cut', async () => {
    const chunk = (delta: object, finish?: string) => sseFrame(smallDelta(delta, finish));
    const call = (name: string, text: string) => ({
      tool_calls: [
        {
          index: 0,
          ...(name && { id: 'call-1', type: 'function' }),
          function: { ...(name && { name }), arguments: text },
        },
      ],
    });
    const begun = [chunk({ role: 'assistant', content: 'write to ann@ex' }), chunk({ content: 'ample.com' })];
    const ended = [
      chunk(call('mail', '{"to":')),
      chunk(call('', '"bob"}')),
      chunk({}, 'tool_calls'),
      sseFrame('[DONE]'),
    ];
    upstream.next(stream([...begun, ...ended]));
    await ask('stream', { stream: true });
    upstream.next(stream(begun, { ending: 'cut' }));
    await ask('cut', { stream: true }).catch(() => null);
    expect((await keptOf('stream')).body.answer).toMatchObject({
      choices: [
        {
          message: {
            content: 'write to [redacted]',
            tool_calls: [
              { id: 'call-1', type: 'function', function: { name: 'mail', arguments: '{"to":"bob"}' } },
            ],
          },
          finish_reason: 'tool_calls',
        },
      ],
    });
    expect((await keptOf('cut')).body).toMatchObject({
      answer: { choices: [{ message: { content: 'write to [redacted]' }, finish_reason: null }] },
      error: { code: expect.stringMatching(/^provider\./) },
    });
  });

  it('keeps no more of ten megabytes than it may, and is not held up by them', async () => {
    const content = 'a'.repeat(10_000_000);
    await ask('large', { messages: [{ role: 'user', content }] });
    const { body } = await keptOf('large');
    expect(body.truncated).toEqual(['request', 'sent']);
    expect(JSON.stringify(body).length).toBeLessThan(3 * 2048 + 1000);
  });

  it('keeps what an API of another shape was asked, and what became of it', async () => {
    await ask('messages', { max_tokens: 5 }, { path: '/v1/messages' });
    expect((await keptOf('messages')).body).toMatchObject({
      request: { model: 'local/m', max_tokens: 5 },
      sent: { body: { messages: [{ role: 'user', content: 'from messages' }] } },
      answer: { choices: [{}] },
    });
  });

  it('keeps for a key of the store what that says, and shows it', async () => {
    const make = await fetch(`${gateway.url}/admin/keys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': ADMIN_KEY },
      body: JSON.stringify({ name: 'watched', capture: 'all' }),
    });
    const { key, capture } = (await make.json()) as { readonly key: string; readonly capture: string };
    expect(capture).toBe('all');
    await ask('watched', { model: 'faulty', messages: [{ role: 'user', content: `I am ${key}` }] }, { key });
    expect((await keptOf('watched')).body).toMatchObject({
      mode: 'all',
      request: { messages: [{ content: 'I am [redacted]' }] },
    });
  });

  it('keeps nothing for a key that says so, and of a route errors alone', async () => {
    await ask('quiet', {}, { key: QUIET_KEY });
    await ask('fine', { model: 'faulty' });
    upstream.next(FAILURE);
    const failed = await ask('failed', { model: 'faulty' });
    expect(failed.status).toBe(400);
    expect([(await keptOf('quiet')).status, (await keptOf('fine')).status]).toEqual([404, 404]);
    const quiet = await get(`/admin/calls/${await callOf('quiet')}`);
    expect(quiet.body).toMatchObject({ captured: false });
    expect((await keptOf('failed')).body).toMatchObject({
      mode: 'errors',
      request: { model: 'faulty' },
      answer: null,
      error: { code: 'provider.rejected' },
    });
    expect((await get('/admin/calls/none/capture')).status).toBe(404);
  });
});

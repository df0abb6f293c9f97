import type { CallReport } from '../src/completions/completion-outcome.js';
import { CompletionsService } from '../src/completions/completions.service.js';
import OpenAI from 'openai';
import { KeptResponses, type Replay } from './support/kept-responses.js';
import type { SentEvent } from './support/response-shapes.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const [ANN, BOB] = ['key-of-ann-0123456789', 'key-of-bob-0123456789'] as const;
const TEXTS = {
  GATEWAY_API_KEYS: `${ANN},${BOB}`,
  VENDOR_A: 'vendor-canary-a',
  VENDOR_B: 'vendor-canary-b',
  LONE: 'lone-canary',
};

type Fields = Readonly<Record<string, unknown>>;
interface Told {
  readonly id: string;
  readonly previous_response_id: string | null;
  readonly output: readonly Fields[];
}

describe('responses that a provider keeps', () => {
  let upstream: ScriptedUpstream;
  let kept: KeptResponses;
  let gateway: RunningGateway;
  let replica: RunningGateway;
  const reports: CallReport[] = [];

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: (exchange) => kept.answer(exchange) });
    gateway = await startGateway(TEXTS, configOf('[VENDOR_A, VENDOR_B]', upstream));
    replica = await startGateway(TEXTS, configOf('[VENDOR_B, VENDOR_A]', upstream));
    const ended = (report: CallReport) => void reports.push(report);
    gateway.app.get(CompletionsService).observe({ ended, partGap: () => undefined });
  });
  beforeEach(() => void (kept = new KeptResponses()));
  afterAll(async () => {
    await gateway.close();
    await replica.close();
    await upstream.close();
  });

  const ask = (method: string, path: string, { body, key = ANN, to = gateway, headers = {} }: Asked = {}) =>
    fetch(`${to.url}/v1/responses${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  const create = async (body: Fields, more: Asked = {}) =>
    (await (
      await ask('POST', '', { body: { model: 'vendor/m-1', input: 'Hi', ...body }, ...more })
    ).json()) as Told;
  const accountOf = (request = upstream.requests.at(-1)) => request?.headers['authorization'];

  it('are gone on from, got, listed and deleted by their account, in every process', async () => {
    const first = await create({});
    expect(first.id).toMatch(/^resp_tgk[\w-]+$/);
    const account = accountOf();
    const second = await create({ input: 'And?', previous_response_id: first.id }, { to: replica });
    expect(second.previous_response_id).toBe(first.id);
    expect(upstream.requests.at(-1)?.body).toMatchObject({ previous_response_id: 'resp_of_provider_1' });
    const got = await ask('GET', `/${second.id}`);
    expect([got.status, await got.json()]).toMatchObject([
      200,
      { id: second.id, previous_response_id: first.id, object: 'response' },
    ]);
    const items = await ask('GET', `/${first.id}/input_items?limit=2&order=asc&evil=1`, { to: replica });
    expect(await items.json()).toMatchObject({ object: 'list', query: 'limit=2&order=asc' });
    const gone = await ask('DELETE', `/${first.id}`);
    expect(await gone.json()).toEqual({ id: first.id, object: 'response', deleted: true });
    expect(new Set(upstream.requests.slice(-5).map(accountOf))).toEqual(new Set([account]));
    const missing = await ask('GET', `/${first.id}`);
    expect([missing.status, await missing.json()]).toMatchObject([
      404,
      { error: { message: expect.stringContaining('keeps no such response') as string } },
    ]);
  });

  it('have one id in all events of a stream', async () => {
    const first = await create({});
    const body = { model: 'vendor/m-1', input: 'Hi', stream: true, previous_response_id: first.id };
    const text = await (await ask('POST', '', { body })).text();
    const told = [...text.matchAll(/^data: (.*)$/gm)].flatMap(([, data = '']) => {
      const { response } = JSON.parse(data) as { response?: Told };
      return response ? [response] : [];
    });
    expect(told).toHaveLength(2);
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
    expect(told.map(({ previous_response_id: id }) => id)).toEqual([first.id, first.id]);
    expect((await ask('GET', `/${told[0]!.id}`)).status).toBe(200);
    expect(text).not.toContain('resp_of_provider');
  });

  it('keep the id of their provider where they are not stored', async () => {
    expect((await create({ store: false })).id).toBe('resp_of_provider_1');
  });

  it.each<[string, (id: string) => string]>([
    ['of another caller', (id) => id],
    ['that was changed', (id) => id.slice(0, -1) + (id.endsWith('A') ? 'B' : 'A')],
    ['of the provider', () => 'resp_of_provider_1'],
    ['that is none', () => 'resp_tgk'],
  ])('are not had by an id %s', async (what, change) => {
    const { id } = await create({});
    const key = what === 'of another caller' ? BOB : ANN;
    const asked = upstream.requests.length;
    const wrong = change(id);
    const body = { model: 'vendor/m-1', input: 'Hi', previous_response_id: wrong };
    for (const answer of [
      await ask('POST', '', { key, body }),
      await ask('GET', `/${wrong}`, { key }),
      await ask('DELETE', `/${wrong}`, { key }),
      await ask('GET', `/${wrong}/input_items`, { key }),
      await ask('POST', `/${wrong}/cancel`, { key, body: {} }),
      await ask('POST', '/compact', { key, body }),
      await ask('POST', '/input_tokens', { key, body }),
    ]) {
      const { error } = (await answer.json()) as { error: Fields };
      expect([answer.status, error['type']]).toEqual([400, 'invalid_request_error']);
    }
    expect(upstream.requests.length).toBe(asked);
  });

  it('are not gone on from by the model of another provider', async () => {
    const { id } = await create({});
    for (const model of ['lone/m-1', 'chat/m-1', 'sandbox/sim/echo']) {
      const answer = await ask('POST', '', { body: { model, input: 'Hi', previous_response_id: id } });
      expect([answer.status, await answer.json()]).toMatchObject([
        400,
        { error: { param: 'previous_response_id', code: 'unsupported_parameter' } },
      ]);
    }
  });

  it('are reached through the one use case, and take no tokens', async () => {
    const { id } = await create({});
    reports.length = 0;
    await (await ask('GET', `/${id}`)).text();
    expect(reports).toMatchObject([
      { operation: 'stored_response', outcome: 'finished', model: 'vendor/m-1', usage: { total_tokens: 0 } },
    ]);
  });

  it('are cancelled without a body, as OpenAI’s SDK asks it', async () => {
    const { id } = await create({});
    const answer = await ask('POST', `/${id}/cancel`);
    expect([answer.status, await answer.json()]).toMatchObject([200, { id }]);
  });

  it('are compacted, counted as what was read and written', async () => {
    reports.length = 0;
    const answer = await ask('POST', '/compact', { body: { model: 'vendor/m-1', input: 'Hi' } });
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { object: 'response.compaction', output: [{ type: 'compaction' }] },
    ]);
    expect(reports).toMatchObject([{ operation: 'compaction', usage: { total_tokens: 35 } }]);
    const refused = await ask('POST', '/compact', { body: { model: 'chat/m-1', input: 'Hi' } });
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { error: { message: expect.stringContaining('compacts no conversations') as string } },
    ]);
  });

  it('have the tokens of a request counted by their provider, without running a model', async () => {
    const first = await create({});
    reports.length = 0;
    const body = {
      model: 'vendor/m-1',
      input: 'And?',
      previous_response_id: first.id,
      tools: [{ type: 'x' }],
    };
    const answer = await ask('POST', '/input_tokens', { body });
    expect([answer.status, answer.headers.get('x-tollgate-token-count'), await answer.json()]).toEqual([
      200,
      'provider',
      { object: 'response.input_tokens', input_tokens: 42 },
    ]);
    const { path, body: asked } = upstream.requests.at(-1)!;
    expect(path).toBe('/v1/responses/input_tokens');
    expect(asked).toEqual({ ...body, model: 'm-1', previous_response_id: 'resp_of_provider_1' });
    expect(reports).toMatchObject([{ operation: 'count_tokens', usage: { total_tokens: 0 } }]);
  });

  it('have the tokens of a request counted by a provider that tells nothing but the number', async () => {
    const answer = await ask('POST', '/input_tokens', { body: { model: 'vendor/bare', input: 'Hi' } });
    expect([answer.status, answer.headers.get('x-tollgate-token-count'), await answer.json()]).toEqual([
      200,
      'provider',
      { object: 'response.input_tokens', input_tokens: 42 },
    ]);
  });

  it.each(['lone/no-counts', 'chat/m-1', 'sandbox/sim/echo'])(
    'have the tokens of a request for %s estimated, where nobody counts them',
    async (model) => {
      const asked = upstream.requests.length;
      const tools = [{ type: 'function', name: 'look', parameters: { type: 'object' } }];
      const countOf = async (more: Fields) => {
        const body = { model, input: 'x'.repeat(400), ...more };
        const answer = await ask('POST', '/input_tokens', { body });
        expect([answer.status, answer.headers.get('x-tollgate-token-count')]).toEqual([200, 'estimate']);
        return ((await answer.json()) as { input_tokens: number }).input_tokens;
      };
      const alone = await countOf({});
      expect(alone).toBeGreaterThanOrEqual(100);
      expect(await countOf({ tools })).toBeGreaterThan(alone + 10);
      expect(upstream.requests.length - asked).toBe(model.startsWith('lone') ? 2 : 0);
    },
  );

  it('get no estimate of tokens for a model that their provider refuses', async () => {
    const answer = await ask('POST', '/input_tokens', { body: { model: 'vendor/bad', input: 'Hi' } });
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { error: { message: expect.stringContaining('No such thing') as string } },
    ]);
  });

  it('have items that their caller may refer to, by their account, and nobody else', async () => {
    const first = await create({});
    const account = accountOf();
    const [, message] = first.output;
    expect(message?.['id']).toMatch(/^msg_tgk[\w-]+$/);
    const refer = (id: unknown, more: Asked = {}, model = 'vendor/m-1') => {
      const input = [
        { type: 'item_reference', id },
        { role: 'user', content: 'And?' },
      ];
      return ask('POST', '', { body: { model, input }, ...more });
    };
    for (const to of [gateway, replica]) {
      expect((await refer(message?.['id'], { to })).status).toBe(200);
      expect(upstream.requests.at(-1)?.body?.['input']).toMatchObject([{ id: 'msg_1' }, {}]);
      expect(accountOf()).toBe(account);
    }
    const asked = upstream.requests.length;
    for (const answer of [
      await refer('msg_1'),
      await refer(message?.['id'], { key: BOB }),
      await refer(first.id),
      await refer(message?.['id'], {}, 'lone/m-1'),
      await refer(message?.['id'], {}, 'chat/m-1'),
    ])
      expect([answer.status, await answer.json()]).toMatchObject([400, { error: {} }]);
    expect(upstream.requests.length).toBe(asked);
  });

  it('have one id for an item in all events, which comes back as the provider knows it', async () => {
    const text = await (
      await ask('POST', '', { body: { model: 'vendor/m-1', input: 'Hi', stream: true } })
    ).text();
    const ids = new Set(text.match(/"msg_[\w-]+"/g));
    expect([ids.size, [...ids][0]]).toEqual([1, expect.stringContaining('msg_tgk')]);
    const { output, id } = await create({});
    const items = await ask('GET', `/${id}/input_items?after=${String(output[1]?.['id'])}`);
    expect(await items.json()).toMatchObject({
      query: 'after=msg_1',
      data: [{ id: expect.stringMatching(/^msg_tgk/) as string }],
    });
    await create({ input: [...output, { role: 'user', content: 'And?' }], previous_response_id: id });
    expect(upstream.requests.at(-1)?.body?.['input']).toMatchObject([{ id: 'rs_1' }, { id: 'msg_1' }, {}]);
  });

  it('tell their events again, from any of them on, at no cost', async () => {
    const before = await create({});
    const { id } = await create({ previous_response_id: before.id });
    reports.length = 0;
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: ANN, maxRetries: 0 });
    const told = async (more: { readonly starting_after?: number } = {}) => {
      const stream = await client.responses.retrieve(id, { stream: true, ...more });
      const events: OpenAI.Responses.ResponseStreamEvent[] = [];
      for await (const event of stream) events.push(event);
      return events;
    };
    const all = await told();
    expect(all.map(({ type, sequence_number: at }) => [type, at])).toEqual([
      ['response.created', 0],
      ['response.output_item.done', 1],
      ['response.output_text.delta', 2],
      ['response.output_item.done', 3],
      ['response.completed', 4],
    ]);
    expect(all.at(-1)).toMatchObject({ response: { id, previous_response_id: before.id } });
    expect(all[2]).toMatchObject({ item_id: expect.stringMatching(/^msg_tgk/) as string });
    expect(await told({ starting_after: 2 })).toEqual(all.slice(3));
    expect(upstream.requests.at(-1)).toMatchObject({
      path: expect.stringMatching(/\?stream=true&starting_after=2$/) as string,
      headers: { accept: 'text/event-stream' },
    });
    expect(reports).toMatchObject([1, 2].map(() => ({ outcome: 'finished', usage: { total_tokens: 0 } })));
    expect((await ask('GET', `/${id}?stream=true`, { key: BOB })).status).toBe(400);
    await (await ask('DELETE', `/${id}`)).text();
    expect((await ask('GET', `/${id}?stream=true`)).status).toBe(404);
  });

  it('tell again that they failed, and no failure of their provider', async () => {
    const text = await (
      await ask('POST', '', { body: { model: 'vendor/m-1', input: 'Fail', stream: true } })
    ).text();
    const id = /"id":"(resp_tgk[\w-]+)"/.exec(text)?.[1];
    reports.length = 0;
    const again = await ask('GET', `/${id}?stream=true&starting_after=3`);
    expect([again.status, await again.text()]).toEqual([
      200,
      expect.stringMatching(/^event: response\.failed\n.*It broke\./),
    ]);
    expect(reports).toMatchObject([{ outcome: 'finished' }]);
  });

  it.each<Replay>(['end', 'reset'])(
    'break off with an error where their replay does (%s)',
    async (replay) => {
      kept = new KeptResponses(replay);
      const { id } = await create({});
      reports.length = 0;
      const answer = await ask('GET', `/${id}?stream=true`);
      const text = await answer.text();
      const events = [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data) as Fields);
      expect([answer.status, events.map(({ type, sequence_number: at }) => [type, at])]).toEqual([
        200,
        [
          ['response.created', 0],
          ['response.output_item.done', 1],
          ['response.output_text.delta', 2],
          ['error', 3],
        ],
      ]);
      expect(events.at(-1)).toMatchObject({
        error: { message: expect.stringContaining('vendor') as string },
      });
      expect(reports).toMatchObject([{ outcome: 'failed', usage: { total_tokens: 0 } }]);
      const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: ANN, maxRetries: 0 });
      const stream = await client.responses.retrieve(id, { stream: true });
      const toEnd = async () => {
        const seen: unknown[] = [];
        for await (const event of stream) seen.push(event);
      };
      await expect(toEnd()).rejects.toBeInstanceOf(OpenAI.APIError);
      const rest = await ask('GET', `/${id}`);
      expect([rest.status, await rest.json()]).toMatchObject([200, { id, status: 'completed' }]);
    },
  );

  it('are told by events where their provider keeps none, from any of them on', async () => {
    kept = new KeptResponses('whole');
    const { id, output } = await create({});
    const told = async (query: string) => {
      const text = await (await ask('GET', `/${id}?stream=true${query}`)).text();
      return [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data) as SentEvent);
    };
    const events = await told('');
    expect(events.map(({ type }) => type.replace('response.', ''))).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'output_item.done',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'completed',
    ]);
    expect(events.map(({ sequence_number: at }) => at)).toEqual(events.map((_, at) => at));
    expect(events.at(-1)).toMatchObject({ response: { id, output } });
    expect(events[6]).toMatchObject({ item_id: output[1]?.['id'], delta: 'Yes.' });
    expect(await told('&starting_after=7')).toEqual(events.slice(8));
    expect(await told('&starting_after=10')).toEqual([]);
    expect(await told('&starting_after=12345')).toEqual([]);
  });

  it('say of sealed thoughts whose they are, whole as in events', async () => {
    const { id, output } = await create({});
    const whole = (await (await ask('GET', `/${id}`)).json()) as Told;
    expect(whole.output).toEqual(output);
    expect(whole.output[0]?.['encrypted_content']).toMatch(/^tollgate\.account\.1\./);
    const text = await (await ask('GET', `/${id}?stream=true`)).text();
    const last = JSON.parse(/^data: (.*"response\.completed".*)$/m.exec(text)?.[1] ?? '') as {
      response: Told;
    };
    expect(last.response.output).toEqual(output);
  });

  it('answer OpenAI’s SDK', async () => {
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: ANN, maxRetries: 0 });
    const first = await client.responses.create({ model: 'vendor/m-1', input: 'Hi' });
    const second = await client.responses.create({
      model: 'vendor/m-1',
      input: 'And?',
      previous_response_id: first.id,
    });
    expect(second.previous_response_id).toBe(first.id);
    expect(
      (await client.responses.retrieve(second.id, { include: ['reasoning.encrypted_content'] })).id,
    ).toBe(second.id);
    expect(upstream.requests.at(-1)?.path).toMatch(/\?include/);
    expect((await client.responses.inputItems.list(second.id)).data).toHaveLength(1);
    expect((await client.responses.cancel(second.id)).id).toBe(second.id);
    const compacted = await client.responses.compact({
      model: 'vendor/m-1',
      previous_response_id: second.id,
    });
    expect(compacted.output).toHaveLength(1);
    expect(upstream.requests.at(-1)?.body).not.toHaveProperty('input');
    await client.responses.delete(first.id);
    await expect(client.responses.retrieve(first.id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(client.responses.retrieve('resp_1')).rejects.toBeInstanceOf(OpenAI.BadRequestError);
  });

  it('give thoughts back to the account that sealed them, and to no other', async () => {
    const named = (session: string) => ({ headers: { 'x-tollgate-session': session } });
    const sessions = Array.from({ length: 8 }, (_, index) => `s-${index}`);
    const accounts = new Map<string, string>();
    for (const session of sessions) {
      await create({ store: false }, named(session));
      accounts.set(session, String(accountOf()));
    }
    const [one, ...others] = sessions;
    const other = others.find((session) => accounts.get(session) !== accounts.get(one!))!;
    const { output } = await create({ store: false }, named(one!));
    const input = [{ role: 'user', content: 'Hi' }, ...output, { role: 'user', content: 'And?' }];
    const body = { model: 'vendor/m-1', input, store: false };
    const same = await ask('POST', '', { body, ...named(one!) });
    expect([same.status, same.headers.get('x-tollgate-warnings')]).toEqual([200, null]);
    expect(upstream.requests.at(-1)?.body?.['input']).toMatchObject([
      {},
      { type: 'reasoning' },
      { id: 'msg_1' },
      {},
    ]);
    const moved = await ask('POST', '', { body, ...named(other) });
    expect([moved.status, moved.headers.get('x-tollgate-warnings')]).toEqual([
      200,
      expect.stringContaining('another account'),
    ]);
    const [, message] = (upstream.requests.at(-1)?.body?.['input'] ?? []) as Fields[];
    expect(message).toMatchObject({ type: 'message' });
    expect(message).not.toHaveProperty('id');
    const strict = { ...named(other).headers, 'x-strict-params': 'true' };
    expect((await ask('POST', '', { body, headers: strict })).status).toBe(400);
  });

  it('give thoughts back to a provider with one account, and to no other provider', async () => {
    const { output } = await create({ store: false, model: 'lone/m-1' });
    const input = [{ role: 'user', content: 'Hi' }, ...output, { role: 'user', content: 'And?' }];
    const sentTo = async (model: string) => {
      const answer = await ask('POST', '', { body: { model, input, store: false } });
      expect(answer.status).toBe(200);
      const items = upstream.requests.at(-1)?.body?.['input'] as Fields[];
      return [items.map(({ type }) => type), answer.headers.get('x-tollgate-warnings')];
    };
    expect(await sentTo('lone/m-1')).toEqual([[undefined, 'reasoning', 'message', undefined], null]);
    expect(await sentTo('vendor/m-1')).toEqual([
      [undefined, 'message', undefined],
      expect.stringContaining('another account'),
    ]);
  });
});

interface Asked {
  readonly body?: Fields;
  readonly key?: string;
  readonly to?: RunningGateway;
  readonly headers?: Readonly<Record<string, string>>;
}

function configOf(keys: string, upstream: ScriptedUpstream): string {
  const base = `base_url: ${upstream.origin}/v1, default_model: m-1`;
  return `
providers:
  - { id: vendor, ${base}, api_key_variables: ${keys}, responses_api: true }
  - { id: lone, ${base}, api_key_variable: LONE, responses_api: true }
  - { id: chat, ${base}, api_key_variable: LONE }
`;
}

import { PROVIDER_CATALOG } from '../src/llm-providers/catalog.js';
import { freePort } from '../src/observability/metrics/testing/free-port.js';
import { ask, send, type AgentAnswer, type AskOptions } from './support/agent-client.js';
import { holdDate } from './support/fixed-date.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import {
  answerError,
  answerJson,
  neverAnswer,
  quotaSpent,
  rateLimited,
  serverError,
  wrongKey,
  type Script,
} from './support/scripted-openai/index.js';
import { resolved, servedDocument, type ServedDocument } from './support/served-document.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const KEY = 'a-gateway-key-of-this-test';
const HELLO = { prompt: 'x' };

interface Example {
  readonly status: number;
  readonly message: string;
  readonly error: object;
}

interface Responses {
  readonly [status: string]: {
    readonly content: Record<string, { readonly examples?: Record<string, { readonly value: Example }> }>;
  };
}

/** The examples of failures of a provider's operation, by code. */
function examplesOf(document: ServedDocument, provider: string): Record<string, Example> {
  const operation = document.paths[`/agents/llm-providers/${provider}`]?.post;
  const responses = resolved(document, operation?.responses) as Responses;
  const found = Object.entries(responses).flatMap(([status, { content }]) =>
    Object.entries(content['application/json']?.examples ?? {}).map(
      ([
        code,
        {
          value: { message, error },
        },
      ]) => [code, { status: Number(status), message, error }] as const,
    ),
  );
  return Object.fromEntries(found);
}

const asExample = ({ status, body }: AgentAnswer) => ({ status, message: body.message, error: body.error });

describe('the error examples of the document', () => {
  holdDate();
  let gateway: RunningGateway;
  let closed: RunningGateway;
  let document: ServedDocument;

  beforeAll(async () => {
    gateway = await startGateway();
    closed = await startGateway({ GATEWAY_API_KEYS: KEY });
    document = await servedDocument(gateway);
  });
  afterAll(() => Promise.all([gateway.close(), closed.close()]));

  const sent = (body: unknown, options: AskOptions = {}, to = gateway) => ask(to, body, options);

  it.each<[string, () => Promise<AgentAnswer>]>([
    ['request.invalid', () => sent({ ...HELLO, max_tokens: 0 })],
    ['request.malformed', () => sent('')],
    ['request.unsupported_media_type', () => sent('{}', { headers: { 'content-type': 'text/plain' } })],
    ['request.too_large', () => sent({ prompt: 'x'.repeat(10_485_760) })],
    ['auth.invalid_key', () => sent(HELLO, {}, closed)],
    ['auth.foreign_origin', () => sent(HELLO, { headers: { origin: 'http://evil.example' } })],
    ['provider.unknown', () => sent(HELLO, { provider: 'unknown' })],
  ])('say what the gateway says: %s', async (code, provoke) => {
    expect(examplesOf(document, 'openai')[code]).toEqual(asExample(await provoke()));
  });

  it.each(
    PROVIDER_CATALOG.map(({ definition }) => definition).filter(({ apiKeyVariable }) => apiKeyVariable),
  )('name the variable that is missing for $id', async ({ id, apiKeyVariable }) => {
    const documented = examplesOf(document, id)['provider.key_missing'];
    expect(documented?.message).toBe(`${apiKeyVariable} missing in environment.`);
    expect(documented).toEqual(asExample(await sent(HELLO, { provider: id })));
  });

  it('tell of no missing key where none is needed', () => {
    expect(Object.keys(examplesOf(document, 'sandbox'))).not.toContain('provider.key_missing');
  });

  it('are there for every status of the contract, at every provider', () => {
    for (const { definition } of PROVIDER_CATALOG) {
      const statuses = new Set(
        Object.values(examplesOf(document, definition.id)).map(({ status }) => status),
      );
      expect([...statuses].toSorted((a, b) => a - b)).toEqual([
        400, 401, 402, 403, 404, 408, 409, 413, 415, 422, 429, 500, 502, 503, 504,
      ]);
    }
  });
});

describe('the examples of what a provider does', () => {
  holdDate();
  let pair: GatewayPair | undefined;
  afterEach(async () => {
    await pair?.close();
    pair = undefined;
  });

  it.each<[string, ...Script[]]>([
    // Asked again without what the gateway added, for the first refusal says nothing of why.
    ['provider.rejected', answerError(400, { message: '' }), answerError(400, { message: '' })],
    ['model.not_found', answerError(404, { message: '', code: 'model_not_found' })],
    ['provider.conflict', answerError(409, { message: '' })],
    ['provider.rate_limited', rateLimited()],
    ['provider.auth_failed', wrongKey('sk-test-upstream')],
    ['provider.quota_exhausted', quotaSpent()],
    ['provider.unavailable', serverError()],
    ['provider.invalid_response', answerJson(200, { choices: [{}] })],
    ['provider.timed_out', neverAnswer()],
  ])('say what the gateway says of OpenAI: %s', async (code, ...scripts) => {
    pair = await startPair(code === 'provider.timed_out' ? { UPSTREAM_FIRST_BYTE_TIMEOUT_MS: '20' } : {});
    pair.upstream.next(...scripts);
    const answer = await ask(pair.gateway, HELLO);
    expect(examplesOf(await servedDocument(pair.gateway), 'openai')[code]).toEqual(asExample(answer));
  });

  it('say what the gateway says to a caller who has no more time', async () => {
    pair = await startPair();
    pair.upstream.next(neverAnswer());
    const answer = await ask(pair.gateway, HELLO, { headers: { 'x-request-timeout-ms': '2000' } });
    const examples = examplesOf(await servedDocument(pair.gateway), 'openai');
    expect(examples['request.deadline_exceeded']).toEqual(asExample(answer));
  });

  it('say what the gateway says when it is full', async () => {
    pair = await startPair({ MAX_CALLS_IN_FLIGHT: '1' });
    pair.upstream.next(neverAnswer());
    const leaving = new AbortController();
    const held = send(pair.gateway, HELLO, { signal: leaving.signal }).catch((error: unknown) => error);
    await pair.upstream.nextRequest();
    const answer = await ask(pair.gateway, HELLO);
    leaving.abort();
    await held;
    const examples = examplesOf(await servedDocument(pair.gateway), 'openai');
    expect(examples['gateway.overloaded']).toEqual(asExample(answer));
  });

  it('say what the gateway says of a key that came with another request before', async () => {
    pair = await startPair();
    const headers = { 'idempotency-key': 'one-key' };
    await ask(pair.gateway, HELLO, { headers });
    const answer = await ask(pair.gateway, { prompt: 'Something else' }, { headers });
    const examples = examplesOf(await servedDocument(pair.gateway), 'openai');
    expect(examples['request.idempotency_mismatch']).toEqual(asExample(answer));
  });

  it('say what the gateway says of OpenAI: provider.unreachable', async () => {
    pair = await startPair({ OPENAI_BASE_URL: `http://127.0.0.1:${await freePort()}/v1` });
    const answer = await ask(pair.gateway, HELLO);
    const examples = examplesOf(await servedDocument(pair.gateway), 'openai');
    expect(examples['provider.unreachable']).toEqual(asExample(answer));
  });
});

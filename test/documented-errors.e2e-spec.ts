import { startGateway, type RunningGateway } from './support/start-gateway.js';

const URL_OF_OPENAI = '/agents/llm-providers/openai';
const KEY = 'a-gateway-key-of-this-test';

interface Documented {
  readonly paths: Record<
    string,
    {
      post: {
        responses: Record<
          string,
          { content?: Record<string, { examples?: Record<string, { value: Example }> }> }
        >;
      };
    }
  >;
}

type Example = { readonly message: string; readonly error: { readonly code: string; readonly type: string } };

describe('the error examples of the document', () => {
  let gateway: RunningGateway;
  let closed: RunningGateway;
  let examples: Record<string, { status: number; value: Example }>;

  beforeAll(async () => {
    gateway = await startGateway();
    closed = await startGateway({ GATEWAY_API_KEYS: KEY });
    examples = await documentedExamples();
  });
  afterAll(() => Promise.all([gateway.close(), closed.close()]));

  async function documentedExamples() {
    const document = (await (await fetch(`${gateway.url}/docs-json`)).json()) as Documented;
    const responses = document.paths[URL_OF_OPENAI]?.post.responses ?? {};
    const found = Object.entries(responses).flatMap(([status, { content }]) =>
      Object.entries(content?.['application/json']?.examples ?? {}).map(
        ([code, { value }]) => [code, { status: Number(status), value }] as const,
      ),
    );
    return Object.fromEntries(found);
  }

  const json = { 'content-type': 'application/json' };
  const sent = (body: string, headers: Record<string, string> = json, to = gateway, path = URL_OF_OPENAI) =>
    fetch(to.url + path, { method: 'POST', headers, body });

  it.each<[string, () => Promise<Response>]>([
    ['request.invalid', () => sent('{"prompt":"x","max_tokens":0}')],
    ['request.malformed', () => sent('')],
    ['request.unsupported_media_type', () => sent('{}', { 'content-type': 'text/plain' })],
    ['request.too_large', () => sent(`{"prompt":"${'x'.repeat(10_485_760)}"}`)],
    ['auth.invalid_key', () => sent('{"prompt":"x"}', json, closed)],
    ['auth.foreign_origin', () => sent('{"prompt":"x"}', { ...json, origin: 'http://evil.example' })],
    ['provider.unknown', () => sent('{"prompt":"x"}', json, gateway, '/agents/llm-providers/nobody')],
    ['provider.key_missing', () => sent('{"prompt":"x"}')],
  ])('say what the gateway says: %s', async (code, provoke) => {
    const response = await provoke();
    const body = (await response.json()) as Example;
    expect({ status: response.status, message: body.message, error: body.error }).toEqual({
      status: examples[code]?.status,
      message: examples[code]?.value.message,
      error: examples[code]?.value.error,
    });
  });

  it('are there for every status of the contract', () => {
    const statuses = new Set(Object.values(examples).map(({ status }) => status));
    expect([...statuses].toSorted((a, b) => a - b)).toEqual([
      400, 401, 403, 404, 408, 413, 415, 429, 500, 502, 503, 504,
    ]);
  });
});

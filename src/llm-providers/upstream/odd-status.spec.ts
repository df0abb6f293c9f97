import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createUpstreamTransport } from '../../common/http/upstream-fetch.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { createGeminiClient } from '../gemini/gemini-client.js';
import { gemini } from '../gemini/gemini.definition.js';
import { GeminiProvider } from '../gemini/gemini.provider.js';
import { OpenAiCompatibleProvider } from '../openai-compatible/openai-compatible.provider.js';
import { createOpenAiSdkClient } from '../openai-compatible/openai-sdk-client.js';
import { ACME, ACME_SETTINGS } from '../../port/testing/fake-llm-provider.js';
import { codeOfStatus } from './code-of-status.js';
import { readProviderReason } from './provider-reason.js';
import { fromReport } from './reported-failure.js';
import { ACME_CALL as call } from './testing/acme-call.js';

const MESSAGE = 'API error: it answered with a status that HTTP does not know.';

describe('a status that HTTP does not know', () => {
  it.each([0, 99, 600, 799, 999])('is no answer: %d', (status) => {
    expect(codeOfStatus(status)).toBe('provider.invalid_response');
    const error = fromReport(
      { code: codeOfStatus(status), status, reason: readProviderReason('secret') },
      call,
    );
    expect(error).toMatchObject({ httpStatus: 502, message: `Acme ${MESSAGE}` });
  });

  it.each([
    [418, 'provider.rejected'],
    [302, 'provider.unavailable'],
    [599, 'provider.unavailable'],
  ])('is not this one: %d', (status, code) => {
    expect(codeOfStatus(status)).toBe(code);
  });
});

describe('a server that answers with status 799', () => {
  const limits = {
    connectTimeoutMs: 5000,
    firstByteTimeoutMs: 5000,
    idleTimeoutMs: 5000,
    maxAnswerBytes: 1e6,
    maxWholeAnswerBytes: 1_000_000,
    maxAnswerValues: 1e6,
  };
  const request = { model: 'm', messages: [{ role: 'user' as const, content: 'Hello' }] };
  const attempt = { signal: new AbortController().signal, requestId: 'r-1', apiKey: null };
  const clock = new ManualClock();
  let server: Server;
  let settings: typeof ACME_SETTINGS;
  let transport: ReturnType<typeof createUpstreamTransport>;

  beforeAll(async () => {
    transport = createUpstreamTransport(limits);
    server = createServer((_, response) => response.writeHead(799).end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    settings = { ...ACME_SETTINGS, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  });
  afterAll(async () => {
    await transport.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it('is told from one that cannot be reached, by the client of a native API', async () => {
    const client = createGeminiClient(settings, transport.fetchWithin(), clock);
    await expect(
      new GeminiProvider(gemini, settings, client, clock).complete(request, attempt),
    ).rejects.toMatchObject({ code: 'provider.invalid_response', message: `Gemini ${MESSAGE}` });
  });

  it('is told from one that cannot be reached, by the SDK', async () => {
    const client = createOpenAiSdkClient(settings, transport.fetchWithin());
    const provider = new OpenAiCompatibleProvider(ACME, settings, client, clock);
    await expect(provider.complete(request, attempt)).rejects.toMatchObject({
      code: 'provider.invalid_response',
      message: `Acme ${MESSAGE}`,
    });
  });
});

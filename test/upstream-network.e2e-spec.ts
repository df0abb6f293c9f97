import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { constants, createSecureServer, type Http2SecureServer } from 'node:http2';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { createSecureContext, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createAuthority, type Authority } from './faults/support/certificates.js';
import { startGatewayProcess } from './support/gateway-process.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const DAY_MS = 86_400_000;

/** Known to the proxy of these tests only. */
const HOST = 'provider.test';

const ANSWER = JSON.stringify({
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-6-luna',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello!' }, finish_reason: 'stop' }],
});

describe('the way out to a provider', () => {
  let folder: string;
  let authority: Authority;
  let provider: Http2SecureServer;
  let proxy: Server;
  let gateway: RunningGateway | null;
  let trusted: string[];
  /** HTTP versions in which the provider was asked. */
  let versions: string[];
  /** What the proxy was asked to connect to. */
  let tunnels: string[];
  let proxyAuthorization: string | undefined;
  /** With which codes the next streams of HTTP/2 are reset. */
  let resets: number[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tollgate-network-'));
    [versions, tunnels, proxyAuthorization, resets, gateway] = [[], [], undefined, [], null];
    trusted = getCACertificates('default');
    const validity = { validFromMs: Date.now() - DAY_MS, validToMs: Date.now() + DAY_MS };
    authority = createAuthority('Tollgate test authority', validity);
    provider = createSecureServer(
      {
        ...authority.issue({ host: '127.0.0.1', ...validity }),
        SNICallback: (_name, done) => {
          done(null, createSecureContext(authority.issue({ host: HOST, ...validity })));
        },
        allowHTTP1: true,
      },
      (request, response) => {
        versions.push(request.httpVersion);
        request.resume();
        const reset = resets.shift();
        if (reset !== undefined && 'stream' in response) {
          response.stream.close(reset);
          return;
        }
        response.setHeader('content-type', 'application/json');
        response.end(ANSWER);
      },
    );
    proxy = createServer().on('connect', (request: IncomingMessage, downstream: Duplex) => {
      tunnels.push(request.url ?? '');
      proxyAuthorization = request.headers['proxy-authorization'];
      const upstream = connect(portOf(provider), '127.0.0.1', () => {
        downstream.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        upstream.pipe(downstream).pipe(upstream);
      });
      upstream.on('error', () => downstream.destroy());
      downstream.on('error', () => upstream.destroy());
    });
    for (const server of [provider, proxy]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
  });

  afterEach(async () => {
    setDefaultCACertificates(trusted);
    await gateway?.close();
    provider.close();
    proxy.close();
    proxy.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  const texts = () => ({
    OPENAI_API_KEY: 'sk-test-upstream',
    OPENAI_BASE_URL: `https://127.0.0.1:${portOf(provider)}/v1`,
    UPSTREAM_MAX_RETRIES: '0',
  });
  /** In a process that trusts the provider's certificate. */
  const ask = async (more: Readonly<Record<string, string>> = {}, prompt?: string): Promise<unknown> => {
    setDefaultCACertificates([...trusted, authority.cert]);
    gateway = await startGateway({ ...texts(), ...more });
    return messageFrom(gateway.url, prompt);
  };

  it('is HTTP/1.1, also where HTTP/2 is offered', async () => {
    expect([await ask(), versions, tunnels]).toEqual(['Hello!', ['1.1'], []]);
  });

  it('is HTTP/2 where UPSTREAM_HTTP2=true asks for it', async () => {
    expect([await ask({ UPSTREAM_HTTP2: 'true' }), versions]).toEqual(['Hello!', ['2.0']]);
  });

  it.each([100, 100_000])(
    'sends %d characters again that HTTP/2 says nobody looked at, whatever the retries',
    async (length) => {
      resets = [constants.NGHTTP2_REFUSED_STREAM];
      const answer = await ask({ UPSTREAM_HTTP2: 'true' }, 'y'.repeat(length));
      expect([answer, versions]).toEqual(['Hello!', ['2.0', '2.0']]);
    },
  );

  it.each([
    [
      'twice refuses a stream of HTTP/2',
      [constants.NGHTTP2_REFUSED_STREAM, constants.NGHTTP2_REFUSED_STREAM],
    ],
    ['resets a stream of HTTP/2 by its own fault', [constants.NGHTTP2_INTERNAL_ERROR]],
    ['cancels a stream of HTTP/2', [constants.NGHTTP2_CANCEL]],
    ['ends a stream of HTTP/2 without an answer', [constants.NGHTTP2_NO_ERROR]],
    ['wants no more so fast over HTTP/2', [constants.NGHTTP2_ENHANCE_YOUR_CALM]],
  ])('says that a provider is failing that %s', async (_, codes) => {
    resets = codes;
    const asked = codes.map(() => '2.0');
    const answer = await ask({ UPSTREAM_HTTP2: 'true' });
    expect([answer, versions]).toEqual([expect.stringMatching(/^OpenAI API error: it closed/), asked]);
  });

  it('is taken again after a stream of HTTP/2 that was reset, where retries are', async () => {
    resets = [constants.NGHTTP2_INTERNAL_ERROR];
    const answer = await ask({ UPSTREAM_HTTP2: 'true', UPSTREAM_MAX_RETRIES: '1' });
    expect([answer, versions]).toEqual(['Hello!', ['2.0', '2.0']]);
  });

  it('leads through the tunnel of a proxy that HTTPS_PROXY names, with its name and password', async () => {
    const answer = await ask({
      OPENAI_BASE_URL: `https://${HOST}/v1`,
      HTTPS_PROXY: `http://ann:secret@127.0.0.1:${portOf(proxy)}`,
    });
    expect([answer, versions]).toEqual(['Hello!', ['1.1']]);
    expect(tunnels).toEqual([`${HOST}:443`]);
    expect(proxyAuthorization).toBe(`Basic ${Buffer.from('ann:secret').toString('base64')}`);
  });

  it('goes past the proxy to hosts of NO_PROXY', async () => {
    const answer = await ask({
      OPENAI_BASE_URL: `https://${HOST}/v1`,
      HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`,
      NO_PROXY: `example.com, ${HOST}`,
    });
    expect(answer).toMatch(/^OpenAI API error: it could not be reached/);
    expect(tunnels).toEqual([]);
  });

  it('goes past the proxy to this machine', async () => {
    const answer = await ask({ HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}` });
    expect([answer, tunnels]).toEqual(['Hello!', []]);
  });

  it('trusts an authority of NODE_EXTRA_CA_CERTS, and none that it was not told of', async () => {
    const file = join(folder, 'authority.pem');
    writeFileSync(file, authority.cert);
    const gateways = await Promise.all(
      [file, ''].map((path) => startGatewayProcess({ ...texts(), NODE_EXTRA_CA_CERTS: path })),
    );
    const answers = await Promise.all(gateways.map(({ url }) => messageFrom(url)));
    for (const running of gateways) running.signal('SIGKILL');
    await Promise.all(gateways.map(({ ended }) => ended));
    const unreachable = expect.stringMatching(/^OpenAI API error: it could not be reached/) as string;
    expect([answers, versions]).toEqual([['Hello!', unreachable], ['1.1']]);
  });
});

async function messageFrom(url: string, prompt = 'hello there'): Promise<unknown> {
  const response = await fetch(`${url}/agents/llm-providers/openai`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompt, model: 'gpt-6-luna' }),
  });
  return ((await response.json()) as { message: unknown }).message;
}

function portOf(server: Server | Http2SecureServer): number {
  return (server.address() as AddressInfo).port;
}

import { once } from 'node:events';
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UPSTREAM_KEY } from '../support/call.js';
import { createAuthority, type Certificate } from '../support/certificates.js';
import { isAtMost, sees, type FaultCase } from '../support/fault-case.js';
import { freePort } from '../../../src/observability/metrics/testing/free-port.js';
import { httpCall } from '../support/http-call.js';
import { PROMPT } from '../support/lane.js';
import { MuteListener } from '../support/mute-listener.js';
import { completion } from '../support/openai-wire.js';
import type { Stage } from '../support/stage.js';

const DAY_MS = 86_400_000;

/** Asks a provider that no lane plays: status, code, and the attempts that were logged. */
async function askOdd({ gateway }: Stage, id: string) {
  const url = `${gateway.url}/agents/llm-providers/${id}`;
  const headers = { 'content-type': 'application/json', 'x-request-id': `odd-${id}` };
  const { status, text, totalMs } = await httpCall(url, JSON.stringify(PROMPT), { headers });
  const { status: word, error } = JSON.parse(text) as { status: string; error?: { code: string } };
  const { attempts } = await gateway.lineOf(`odd-${id}`);
  const leak = text.includes(UPSTREAM_KEY) ? ', leaks' : '';
  return { summary: `${status} ${error?.code ?? word}, ${String(attempts)} tries${leak}`, totalMs };
}

interface TlsUpstream {
  readonly url: string;
  /** Values of `Authorization` that arrived. */
  readonly keysSeen: string[];
  close(): void;
}

async function startTls({ cert, key }: Certificate): Promise<TlsUpstream> {
  const keysSeen: string[] = [];
  const server: Server = createTlsServer({ cert, key }, ({ headers }, response) => {
    keysSeen.push(headers.authorization ?? '');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(completion('Hello over TLS.')));
  });
  server.on('tlsClientError', () => undefined); // to refuse our certificate is what it is for
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    keysSeen,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** No TLS where TLS is expected: whatever arrives is kept. */
async function startPlain(): Promise<TlsUpstream> {
  const keysSeen: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      if (bytes.includes(UPSTREAM_KEY)) keysSeen.push(UPSTREAM_KEY);
      socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `https://127.0.0.1:${port}/v1`, keysSeen, close: () => void server.close() };
}

const UNREACHABLE = '502 provider.unreachable, 3 tries';

export const UNREACHABLE_CASES: readonly FaultCase[] = [
  {
    id: 'U1',
    input: 'no listener',
    runs: 'beside',
    check: async ({ open }) => {
      const mute = await MuteListener.start();
      try {
        const providers = [
          { id: 'refused', baseUrl: `http://127.0.0.1:${await freePort()}/v1` },
          // Too long for a name, so the resolver fails without a query.
          { id: 'no-such-name', baseUrl: `http://${'x'.repeat(64)}.invalid/v1` },
          { id: 'mute', baseUrl: `${mute.url}/v1` },
        ];
        const stage = await open({ providers, env: { UPSTREAM_CONNECT_TIMEOUT_MS: '1000' } });
        const asked = await Promise.all(providers.map(({ id }) => askOdd(stage, id)));
        const waited = isAtMost('mute', 3 * 1_500 + 1_500, asked[2]?.totalMs ?? Infinity, 'ms');
        return [...providers.map(({ id }, at) => sees(id, UNREACHABLE, asked[at]?.summary)), waited];
      } finally {
        mute.stop();
      }
    },
  },
  {
    id: 'U2',
    input: 'TLS that is not to be trusted',
    runs: 'beside',
    check: async ({ open }) => {
      const now = Date.now();
      const valid = { validFromMs: now - DAY_MS, validToMs: now + DAY_MS };
      const [trusted, stranger] = [createAuthority('trusted', valid), createAuthority('stranger', valid)];
      const folder = mkdtempSync(join(tmpdir(), 'tollgate-tls-'));
      writeFileSync(join(folder, 'ca.pem'), trusted.cert);
      const host = '127.0.0.1';
      const certificates: Record<string, Certificate> = {
        good: trusted.issue({ host, ...valid }),
        expired: trusted.issue({ host, validFromMs: now - 2 * DAY_MS, validToMs: now - DAY_MS }),
        'wrong-host': trusted.issue({ host: 'elsewhere.example', ...valid }),
        'self-signed': stranger.issue({ host, ...valid }),
      };
      const upstreams = await Promise.all([...Object.values(certificates).map(startTls), startPlain()]);
      try {
        const ids = [...Object.keys(certificates), 'plain-http'];
        const providers = ids.map((id, at) => ({ id, baseUrl: upstreams[at]!.url }));
        const stage = await open({ providers, env: { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') } });
        const checks = [];
        for (const [at, { id }] of providers.entries()) {
          const isGood = id === 'good';
          const { summary } = await askOdd(stage, id);
          checks.push(
            sees(id, isGood ? '200 success, 1 tries' : UNREACHABLE, summary),
            sees(`${id}: keys that arrived`, isGood ? 1 : 0, upstreams[at]?.keysSeen.length),
          );
        }
        return checks;
      } finally {
        for (const upstream of upstreams) upstream.close();
        rmSync(folder, { recursive: true });
      }
    },
  },
];

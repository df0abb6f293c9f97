import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, type Certificate } from '../support/certificates.js';
import { sees, type Check, type FaultCase, type FaultTools } from '../support/fault-case.js';
import { httpCall } from '../support/http-call.js';
import { completion } from '../support/openai-wire.js';
import type { Stage } from '../support/stage.js';
import { until } from '../support/until.js';

const DAY_MS = 86_400_000;
const CALLS = 20;
const RESET = 'reset me';

/** An upstream that offers HTTP/2 and HTTP/1.1, and holds every call until it is told to go on. */
class OfferingUpstream {
  readonly versions = new Set<string>();
  readonly connections = new Set<Socket>();
  url = '';
  private readonly held: (() => void)[] = [];
  private readonly server;

  constructor({ cert, key }: Certificate) {
    this.server = createSecureServer({ cert, key, allowHTTP1: true }, (request, response) => {
      void this.take(request, response);
    });
    this.server.on('connection', (socket: Socket) => void this.connections.add(socket));
  }

  async start(): Promise<void> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    this.url = `https://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  get heldCalls(): number {
    return this.held.length;
  }

  goOn(): void {
    for (const act of this.held.splice(0)) act();
  }

  close(): void {
    this.server.close();
    for (const socket of this.connections) socket.destroy();
  }

  private async take(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> {
    this.versions.add(request.httpVersion);
    const { remotePort } = request.socket;
    let body = '';
    for await (const piece of request) body += String(piece);
    this.held.push(() => {
      if (body.includes(RESET)) this.reset(remotePort);
      else {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(completion('Hello over TLS.')));
      }
    });
  }

  private reset(remotePort: number | undefined): void {
    for (const socket of this.connections) if (socket.remotePort === remotePort) socket.resetAndDestroy();
  }
}

async function callOf({ gateway }: Stage, prompt: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const url = `${gateway.url}/agents/llm-providers/offering`;
  const { status, text } = await httpCall(url, JSON.stringify({ prompt, model: 'm-1' }), { headers });
  const { status: word, error } = JSON.parse(text) as { status: string; error?: { code: string } };
  return `${status} ${error?.code ?? word}`;
}

/** Without UPSTREAM_HTTP2 each call has a connection of its own: the reset of one is the trouble of one. */
async function resetBesideOthers({ open }: FaultTools): Promise<Check[]> {
  const validity = { validFromMs: Date.now() - DAY_MS, validToMs: Date.now() + DAY_MS };
  const authority = createAuthority('trusted', validity);
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-h2-'));
  const trusted = join(folder, 'ca.pem');
  writeFileSync(trusted, authority.cert);
  const upstream = new OfferingUpstream(authority.issue({ host: '127.0.0.1', ...validity }));
  try {
    await upstream.start();
    const providers = [{ id: 'offering', baseUrl: upstream.url }];
    const stage = await open({ providers, env: { NODE_EXTRA_CA_CERTS: trusted, UPSTREAM_MAX_RETRIES: '0' } });
    const calls = Array.from({ length: CALLS }, (_, index) => callOf(stage, index === 0 ? RESET : 'hello'));
    await until('all calls are held', () => upstream.heldCalls === CALLS, 20_000);
    upstream.goOn();
    const [first, ...others] = await Promise.all(calls);
    return [
      sees('spoken', 'HTTP/1.1', [...upstream.versions].map((version) => `HTTP/${version}`).join()),
      sees('connections', CALLS, upstream.connections.size),
      sees('the call that was reset', '502 provider.unavailable', first),
      sees('the others', '200 success', [...new Set(others)].join(' | ')),
    ];
  } finally {
    upstream.close();
    rmSync(folder, { recursive: true });
  }
}

export const OFFERS_HTTP2_CASES: readonly FaultCase[] = [
  { id: 'X14', input: 'a reset of an upstream with HTTP/2', runs: 'beside', check: resetBesideOthers },
];

import { rawPrompt, sendRaw } from '../../support/raw-http.js';
import { isAtMost, sees, type Check, type FaultCase } from '../support/fault-case.js';
import type { GatewayProcess } from '../support/gateway-process.js';
import { startHealthProbe } from '../support/health-probe.js';
import { PROMPT, type Lane } from '../support/lane.js';
import { idleSockets } from '../support/idle-sockets.js';
import { addressOf, closeOf, openSocket } from '../support/raw.js';
import { until } from '../support/until.js';

const BODY = JSON.stringify(PROMPT);
const LENGTH = `Content-Length: ${BODY.length}`;
const KIB = 1024;

const SHORT_UPLOADS = { env: { CLIENT_HEADERS_TIMEOUT_MS: '1000', CLIENT_BODY_TIMEOUT_MS: '1500' } };

/** Node looks at its limits for slow requests every so often. */
const LOOKS_EVERY_MS = 30_000;

/** Sends bytes, and tells all that came back until the connection closed, and how often the upstream was asked. */
async function rawChecks(
  gateway: GatewayProcess,
  lane: Lane,
  requests: Readonly<Record<string, readonly [bytes: string, expected: string]>>,
): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [about, [bytes, expected]] of Object.entries(requests)) {
    const before = lane.upstreamCalls();
    const answers = await sendRaw(addressOf(gateway), bytes);
    const told = answers
      .map(({ status, body }) => `${status} ${body.error?.code ?? body.status}`)
      .join(' and ');
    checks.push(sees(about, expected, `${told}, ${lane.upstreamCalls() - before} up`));
  }
  return checks;
}

const REFUSED = '400 request.malformed, 0 up';
const CLOSE = 'Connection: close';

/** Connections on which a request is begun, a byte at a time, and never ended. */
async function slowHeads(gateway: GatewayProcess, count: number) {
  const closed: Promise<unknown>[] = [];
  const sockets = Array.from({ length: count }, () => {
    const socket = openSocket(gateway);
    closed.push(closeOf(socket));
    socket.write('GET /health/live HTTP/1.1\r\nx-slow: ');
    return socket;
  });
  const drip = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('x');
  }, 5_000);
  return { closed: Promise.all(closed).finally(() => clearInterval(drip)) };
}

/** Sends a second request about when the gateway closes the connection: answered whole, or never read. */
async function reuseAt(gateway: GatewayProcess, lane: Lane, idleMs: number): Promise<string> {
  let text = '';
  const socket = openSocket(gateway, (piece) => (text += piece));
  const closed = closeOf(socket);
  const id = lane.newRequestId();
  const request = (extra: readonly string[]) => rawPrompt([LENGTH, ...extra], BODY, lane.id);
  socket.write(request([]));
  await until('the first answer has come', () => text.includes('"request_id"') || socket.destroyed, 10_000);
  text = '';
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, idleMs))]);
  if (socket.destroyed) return 'closed before';
  socket.write(request([`x-request-id: ${id}`, CLOSE]));
  await closed;
  const isAnswered = text.startsWith('HTTP/1.1 200') && text.includes('"status":"success"');
  if (isAnswered) return 'answered';
  return lane.upstreamCalls(id) === 0 ? 'never read' : 'read and not answered';
}

export const HTTP_CASES: readonly FaultCase[] = [
  {
    id: 'H1',
    input: 'control characters in headers',
    runs: 'beside',
    check: async ({ stage }) => {
      const lane = stage.lane();
      const withHeader = (line: string) => rawPrompt([line, LENGTH, CLOSE], BODY, lane.id);
      const checks = await rawChecks(stage.gateway, lane, {
        'CR in the id': [withHeader('x-request-id: a\rx-evil: 1'), REFUSED],
        'LF in the id': [withHeader('x-request-id: a\nx-evil 1'), REFUSED],
        'NUL in the id': [withHeader('x-request-id: a\0b'), REFUSED],
        'NUL in user-agent': [withHeader('user-agent: a\0b'), REFUSED],
        'CR LF in user-agent': [withHeader('user-agent: a\r\nx-evil: 1'), '200 success, 1 up'],
        'an id with blanks': [withHeader('x-request-id: a b; x-evil: 1'), '200 success, 1 up'],
      });
      const sent = lane.requests.map(({ rawHeaders }) => rawHeaders.join(' ')).join(' ');
      return [...checks, sees('upstream sees', 'nothing of it', /evil/.test(sent) ? sent : 'nothing of it')];
    },
  },
  {
    id: 'H2',
    input: 'doubled and forged headers',
    runs: 'beside',
    check: async ({ open }) => {
      const key = 'gateway-key-0123456789';
      const { gateway, ...stage } = await openWithKey(open, key);
      const lane = stage.lane;
      const withHeaders = (...lines: string[]) => rawPrompt([...lines, LENGTH, CLOSE], BODY, lane.id);
      const forged = ['X-Forwarded-For: 127.0.0.1', 'X-Real-IP: 127.0.0.1', 'Forwarded: for=127.0.0.1'];
      return rawChecks(gateway, lane, {
        'two Authorization': [
          withHeaders(`Authorization: Bearer ${key}`, 'Authorization: Bearer x'),
          REFUSED,
        ],
        'one, forged hops': [withHeaders(`Authorization: Bearer ${key}`, ...forged), '200 success, 1 up'],
        'none, forged hops': [withHeaders(...forged), '401 auth.invalid_key, 0 up'],
      });
    },
  },
  {
    id: 'H4',
    input: 'two lengths of one request',
    runs: 'beside',
    check: async ({ stage }) => {
      const lane = stage.lane();
      const smuggled = rawPrompt([LENGTH, CLOSE], BODY, lane.id);
      const with2 = (...lines: string[]) => rawPrompt(lines, `0\r\n\r\n${smuggled}`, lane.id);
      return rawChecks(stage.gateway, lane, {
        'length and chunked': [with2('Content-Length: 5', 'Transfer-Encoding: chunked'), REFUSED],
        'chunked and length': [with2('Transfer-Encoding: chunked', 'Content-Length: 5'), REFUSED],
        'two lengths': [with2('Content-Length: 5', 'Content-Length: 6'), REFUSED],
        'chunked, identity': [with2('Transfer-Encoding: chunked, identity'), REFUSED],
        xchunked: [with2('Transfer-Encoding: xchunked'), REFUSED],
        'bare LF': [smuggled.replaceAll('\r\n', '\n'), REFUSED],
      });
    },
  },
  {
    id: 'H6',
    isLong: true,
    input: '2,000 heads of a byte each 5 s',
    runs: 'waiting',
    check: async ({ share }) => {
      const stage = await share(SHORT_UPLOADS);
      const startedMs = performance.now();
      const { closed } = await slowHeads(stage.gateway, 2_000);
      const meanwhile = await stage.lane().ask();
      await closed;
      const closedMs = performance.now() - startedMs;
      return [
        sees('others meanwhile', '200 success, 1 up', meanwhile.summary),
        isAtMost('closed within', 1_000 + LOOKS_EVERY_MS + 10_000, closedMs, 'ms'),
      ];
    },
  },
  {
    id: 'H7',
    isLong: true,
    input: 'a body of a byte a second',
    runs: 'waiting',
    check: async ({ share }) => {
      const stage = await share(SHORT_UPLOADS);
      const lane = stage.lane();
      const id = lane.newRequestId();
      let text = '';
      const socket = openSocket(stage.gateway, (piece) => (text += piece));
      socket.write(rawPrompt([LENGTH, `x-request-id: ${id}`], '', lane.id));
      const drip = setInterval(() => socket.write(' '), 1_000);
      await closeOf(socket);
      clearInterval(drip);
      const line = await stage.gateway.lineOf(id);
      return [
        sees('', '408 request.timed_out', `${text.slice(9, 12)} ${/"code":"([a-z._]+)"/.exec(text)?.[1]}`),
        sees('upstream is asked', 0, lane.upstreamCalls()),
        sees('logged', '408', line['status']),
      ];
    },
  },
  {
    id: 'H8',
    input: '2,000 idle connections',
    runs: 'alone',
    check: async ({ open }) => {
      const { gateway } = await open();
      const count = 2_000;
      await idleSockets(gateway, 50);
      const before = gateway.memory();
      const { sockets, gone } = await idleSockets(gateway, count);
      const probe = await startHealthProbe(`${gateway.url}/health/live`);
      const each = (gateway.memory() - before) / count / KIB;
      const { p99Ms } = await probe.stop();
      for (const socket of sockets) socket.destroy();
      return [
        sees('closed by the gateway', 0, gone()),
        isAtMost('memory of each', 20, each, 'KiB'),
        isAtMost('health p99', 250, p99Ms, 'ms'),
      ];
    },
  },
  {
    id: 'H9',
    input: 'a connection used as it closes',
    runs: 'beside',
    check: async ({ open, share }) => {
      const keepAliveMs = 1_000;
      const stage = await open({ env: { KEEP_ALIVE_TIMEOUT_MS: String(keepAliveMs) } });
      const lane = stage.lane();
      const { headers } = await lane
        .ask(PROMPT, { headers: { connection: 'keep-alive' } })
        .then(({ answer }) => answer);
      // Node closes a second later than it says, so that what it says is on the safe side.
      const times = Array.from({ length: 60 }, (_, index) => 1_850 + index * 5);
      const ends = await Promise.all(times.map((idleMs) => reuseAt(stage.gateway, lane, idleMs)));
      const early = await Promise.all([0, 500, 900].map((idleMs) => reuseAt(stage.gateway, lane, idleMs)));
      const shared = await fetch(`${(await share()).gateway.url}/health/live`);
      return [
        sees('read and not answered', 0, ends.filter((end) => end === 'read and not answered').length),
        sees('in the time it promises', 'answered, answered, answered', early.join(', ')),
        sees('promises', 'timeout=1', headers['keep-alive']),
        sees('promises by default', 'timeout=75', shared.headers.get('keep-alive')),
      ];
    },
  },
];

async function openWithKey(open: Parameters<FaultCase['check']>[0]['open'], key: string) {
  const stage = await open({ env: { GATEWAY_API_KEYS: key } });
  return { gateway: stage.gateway, lane: stage.lane() };
}

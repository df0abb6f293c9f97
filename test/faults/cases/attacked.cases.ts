import { rawPrompt } from '../../support/raw-http.js';
import { UPSTREAM_KEY } from '../support/call.js';
import { isAtMost, sees, type Check, type FaultCase, type FaultTools } from '../support/fault-case.js';
import { httpCall } from '../support/http-call.js';
import { startHealthProbe } from '../support/health-probe.js';
import { PROMPT } from '../support/lane.js';
import { failing } from '../support/openai-wire.js';
import { openSocket } from '../support/raw.js';
import type { Script } from '../../support/scripted-upstream/exchange.js';
import type { Stage } from '../support/stage.js';
import { until } from '../support/until.js';

const MIB = 1024 * 1024;

/** A body that comes as pieces of one byte: what it takes of memory beyond its bytes. */
async function bodyInBytes({ open }: FaultTools): Promise<Check[]> {
  const { gateway, ...stage } = await warmed(open);
  const lane = stage.lane;
  const bytes = 400_000;
  const before = gateway.memory();
  gateway.forgetPeak();
  const calls = lane.upstreamCalls();
  let text = '';
  const socket = openSocket(gateway, (piece) => (text += piece));
  const body = JSON.stringify({ ...PROMPT, prompt: 'x'.repeat(bytes) });
  const head = rawPrompt(['Transfer-Encoding: chunked', 'Connection: close'], '', lane.id);
  socket.write(head);
  for (let at = 0; at < body.length; at += 10_000) {
    const piece = body.slice(at, at + 10_000).replace(/./g, '1\r\n$&\r\n');
    await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
  }
  socket.write('0\r\n\r\n');
  await until('it is answered', () => text.includes('"request_id"') || socket.closed, 30_000);
  const grownMib = (gateway.memory('peak') - before) / MIB;
  socket.destroy();
  return [
    sees('answered', '200, 1 up', `${text.slice(9, 12)}, ${lane.upstreamCalls() - calls} up`),
    isAtMost('memory grows by', 40, grownMib, 'MiB'),
  ];
}

async function warmed(open: FaultTools['open']) {
  const stage = await open();
  const lane = stage.lane();
  await lane.ask();
  return { gateway: stage.gateway, lane };
}

/** Refused with words of its own, as an upstream does that quotes what it was sent. */
export const quoting: Script = async (exchange) => {
  const [message] = (exchange.request.body?.['messages'] ?? []) as { content: string }[];
  await failing(400, { message: `Rejected: ${message?.content.slice(4_000_000, 4_000_400)}` })(exchange);
};

export const HUGE_PROMPT = Array.from({ length: 750_000 }, (_, at) => `word${at} `)
  .join('')
  .slice(0, 9_000_000);

/** 60 MB of `[],` in place of an answer. */
export const manyValues: Script = async (exchange) => {
  const piece = '[],'.repeat(20_000);
  exchange.sendHead(200, { 'content-type': 'application/json' });
  await exchange.write('{"choices":[');
  for (let sent = 0; sent < 60_000_000; sent += piece.length) await exchange.write(piece);
  exchange.end('[]]}');
};

/** Some steps of a request are one piece of work, the longest a tenth of a second; the probe waits for a core besides. */
const MAX_HEALTH_MS = 200;

/** Liveness beside one caller's work, or one upstream's. */
async function healthBeside(stage: Stage, work: () => Promise<Check[]>): Promise<Check[]> {
  const probe = await startHealthProbe(`${stage.gateway.url}/health/live`);
  const checks = await work();
  const { p99Ms, maxMs, bad } = await probe.stop();
  return [
    ...checks,
    isAtMost('health p99', 100, p99Ms, 'ms'),
    isAtMost('health at its latest', MAX_HEALTH_MS, maxMs, 'ms'),
    sees('bad health', 0, bad),
  ];
}

const letters = (encode: (letter: string) => string) => UPSTREAM_KEY.replace(/./g, encode);
const hex = (letter: string) => letter.charCodeAt(0).toString(16);

/** Forms in which an upstream may show the key that it was sent. */
const ECHOES: Readonly<Record<string, string>> = {
  'as it is': UPSTREAM_KEY,
  'in capitals': UPSTREAM_KEY.toUpperCase(),
  percent: letters((letter) => `%${hex(letter)}`),
  'percent, half of it': encodeURIComponent(UPSTREAM_KEY).replaceAll('-', '%2D'),
  'JSON escapes': letters((letter) => `\\u00${hex(letter)}`),
  base64: Buffer.from(UPSTREAM_KEY).toString('base64'),
  'base64 of the header': Buffer.from(`Bearer ${UPSTREAM_KEY}`).toString('base64'),
  'line ends': UPSTREAM_KEY.replaceAll('-', '-\r\n'),
  'soft hyphens': UPSTREAM_KEY.replaceAll('a', 'a\u00AD'),
  'behind longer letters': `${'\u0130'.repeat(30)}${UPSTREAM_KEY}`,
};

async function echoes({ stage }: FaultTools): Promise<Check[]> {
  const checks = Object.entries(ECHOES).map(async ([about, echo]) => {
    const lane = stage.lane().will(failing(400, { message: `The key ${echo} is not for this.` }));
    const { answer, line, summary } = await lane.ask();
    const form = JSON.stringify(echo.replace(/^\u0130+/, '')).slice(1, -1);
    const places = { answer: answer.text, log: JSON.stringify(line) };
    const found = Object.entries(places).filter(([, text]) => text.includes(form));
    return [
      sees(about, '400 provider.rejected, 1 up', summary),
      sees(`${about}: shown in`, '', found.map(([place]) => place).join(', ')),
    ];
  });
  return (await Promise.all(checks)).flat();
}

async function foreignHosts({ stage }: FaultTools): Promise<Check[]> {
  const paths = ['/agents/llm-providers/lane-1/models', '/metrics'];
  const checks = paths.map(async (path) => {
    const headers = { host: 'rebound.example' };
    const { status, text } = await httpCall(stage.gateway.url + path, '', { method: 'GET', headers });
    const code = /"code": ?"([a-z._]+)"/.exec(text)?.[1];
    return sees(path, '403 auth.foreign_origin', `${status} ${code}`);
  });
  return Promise.all(checks);
}

export const ATTACKED_CASES: readonly FaultCase[] = [
  { id: 'X2', input: 'a body in pieces of a byte', runs: 'busy', check: bodyInBytes },
  {
    id: 'X3',
    input: 'a prompt of 9 MB that is refused',
    runs: 'alone',
    check: async ({ share }) => {
      const stage = await share();
      const lane = stage.lane().will(quoting);
      return healthBeside(stage, async () => {
        const { summary } = await lane.ask({ ...PROMPT, prompt: HUGE_PROMPT });
        return [sees('', '400 provider.rejected, 1 up', summary)];
      });
    },
  },
  {
    id: 'X4',
    input: 'an answer of 60 MB of empty lists',
    runs: 'alone',
    check: async ({ open }) => {
      const stage = await open({ env: { UPSTREAM_MAX_RETRIES: '0' } });
      await stage.lane().ask();
      const lane = stage.lane().will(manyValues);
      const before = stage.gateway.memory();
      stage.gateway.forgetPeak();
      const checks = await healthBeside(stage, async () => {
        const { summary } = await lane.ask();
        return [sees('', '502 provider.invalid_response, 1 up', summary)];
      });
      const grownMib = (stage.gateway.memory('peak') - before) / MIB;
      return [...checks, isAtMost('memory grows by', 256, grownMib, 'MiB')];
    },
  },
  { id: 'X10', input: 'the key in other forms', runs: 'beside', check: echoes },
  { id: 'X11', input: 'GETs of a foreign host name', runs: 'beside', check: foreignHosts },
];

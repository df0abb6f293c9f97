import { once } from 'node:events';
import { createGzip, gzipSync } from 'node:zlib';
import { rawPrompt, sendRaw, uploadUntilRefused, type RawAnswer } from '../../support/raw-http.js';
import { isAtMost, sees, type Check, type FaultCase } from '../support/fault-case.js';
import { startHealthProbe } from '../support/health-probe.js';
import { PROMPT, type Lane } from '../support/lane.js';
import { good } from '../support/openai-wire.js';
import { addressOf } from '../support/raw.js';
import { answerJson } from '../../support/scripted-upstream/scripts.js';
import { completion } from '../support/openai-wire.js';
import { askEach } from './ask-each.js';

const MIB = 1024 * 1024;
const LIMIT = 10_485_760;
const MALFORMED = '400 request.malformed, 0 up';
const INVALID = '400 request.invalid, 0 up';
const TOO_LARGE = '413 request.too_large, closed';
const UNSUPPORTED = '415 request.unsupported_media_type, 0 up';

/** `413 request.too_large, closed`, from a connection that the gateway has closed. */
function rawSummary(answers: readonly RawAnswer[]): string {
  return `${answers.map(({ status, body }) => `${status} ${body.error?.code ?? body.status}`).join(' and ')}, closed`;
}

const nested = (depth: number) => `{"prompt":"x","a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

async function depthChecks(lane: Lane): Promise<Check[]> {
  const checks: Check[] = [];
  for (const depth of [65, 20_000, 1_000_000]) {
    const calls = [];
    for (let attempt = 0; attempt < 3; attempt += 1) calls.push(await lane.ask(nested(depth)));
    const [call] = calls;
    const fastestMs = Math.min(...calls.map(({ line }) => Number(line['duration_ms'])));
    checks.push(
      sees(`depth ${depth}`, MALFORMED, call?.summary),
      sees(`depth ${depth} says how deep`, true, call?.envelope.message?.includes('64 levels')),
      isAtMost(`depth ${depth} takes`, 50, fastestMs, 'ms'),
    );
  }
  return checks;
}

/** 200 MB of one letter, as 200 KB of gzip. */
async function packedBomb(): Promise<Buffer> {
  const gzip = createGzip();
  const parts: Buffer[] = [];
  gzip.on('data', (part: Buffer) => parts.push(part));
  const piece = Buffer.alloc(MIB, 'a');
  for (let sent = 0; sent < 200; sent += 1) if (!gzip.write(piece)) await once(gzip, 'drain');
  gzip.end();
  await once(gzip, 'end');
  return Buffer.concat(parts);
}

const codings = (coding: string) => ({ 'content-encoding': coding });

const ODD_TEXTS = ['\u202Eright to left\u202C', '👩‍👩‍👧‍👦 and 🏴‍☠️', '𝒳𠜎', `e${'\u0301'.repeat(10_000)}`];

export const BODY_CASES: readonly FaultCase[] = [
  {
    id: 'J1',
    input: 'no JSON object',
    runs: 'beside',
    check: ({ stage }) =>
      askEach(stage.lane(), {
        'cut JSON': ['{"model":', MALFORMED],
        empty: ['', MALFORMED],
        blanks: ['  \n', MALFORMED],
        null: ['null', INVALID],
        'a text': ['"x"', INVALID],
        'a list': ['[1]', INVALID],
      }),
  },
  {
    id: 'J2',
    input: 'a byte too many, announced',
    runs: 'beside',
    check: async ({ stage }) => {
      const head = rawPrompt([`Content-Length: ${LIMIT + 1}`], '', stage.lane().id);
      return [sees('before the body', TOO_LARGE, rawSummary(await sendRaw(addressOf(stage.gateway), head)))];
    },
  },
  {
    id: 'J3',
    input: 'an endless body in chunks',
    runs: 'busy',
    check: async ({ open }) => {
      const { gateway, lane } = await warm(open);
      const before = gateway.memory();
      gateway.forgetPeak();
      const piece = Buffer.from(`10000\r\n${'x'.repeat(0x10000)}\r\n`);
      const head = rawPrompt(['Transfer-Encoding: chunked'], '', lane.id);
      const answers = await uploadUntilRefused(addressOf(gateway), head, piece);
      return [
        sees('at the limit', TOO_LARGE, rawSummary(answers)),
        isAtMost('memory grows by', 20, (gateway.memory('peak') - before) / MIB, 'MiB'),
      ];
    },
  },
  {
    id: 'J4',
    input: '60 x 27 MiB at once, 3 waves',
    runs: 'alone',
    check: async ({ share }) => {
      const { gateway, lane } = await warm(share);
      const announced = rawPrompt([`Content-Length: ${27 * MIB}`], '', lane.id);
      const unannounced = rawPrompt(['Transfer-Encoding: chunked'], '', lane.id);
      const pieces = [Buffer.alloc(65_536, 'x'), Buffer.from(`10000\r\n${'x'.repeat(0x10000)}\r\n`)];
      const seen = new Set<string>();
      for (let wave = 0; wave < 3; wave += 1) {
        const uploads = Array.from({ length: 60 }, (_, index) =>
          uploadUntilRefused(
            addressOf(gateway),
            index % 2 ? announced : unannounced,
            pieces[(index + 1) % 2]!,
          ),
        );
        for (const answers of await Promise.all(uploads)) seen.add(rawSummary(answers));
      }
      const { summary } = await lane.ask();
      return [sees('each', '413 or 503', toldOnly(seen)), sees('afterwards', '200 success, 1 up', summary)];
    },
  },
  { id: 'J5', input: 'nested too deeply', runs: 'alone', check: ({ stage }) => depthChecks(stage.lane()) },
  {
    id: 'J6',
    input: 'the key model twice',
    runs: 'beside',
    check: async ({ stage }) => {
      const lane = stage.lane();
      const { envelope, line, summary } = await lane.ask('{"model":"cheap","prompt":"x","model":"dear"}');
      const names = [envelope.model, line['model'], lane.requests[0]?.body?.['model']];
      return [
        sees('', '200 success, 1 up', summary),
        sees('answer, log and upstream say', 'dear, dear, dear', names.join(', ')),
      ];
    },
  },
  {
    id: 'J7',
    input: 'other content types',
    runs: 'beside',
    check: ({ stage }) => {
      const body = JSON.stringify(PROMPT);
      const typed = (type: string) => [body, UNSUPPORTED, { 'content-type': type }] as const;
      return askEach(stage.lane(), {
        text: typed('text/plain'),
        none: typed(''),
        multipart: typed('multipart/form-data; boundary=x'),
        urlencoded: typed('application/x-www-form-urlencoded'),
        'UTF-16': typed('application/json; charset=utf-16'),
      });
    },
  },
  {
    id: 'J9',
    input: 'packed bodies',
    runs: 'busy',
    check: async ({ open }) => {
      const { gateway, lane } = await warm(open);
      const bomb = await packedBomb();
      const before = gateway.memory();
      gateway.forgetPeak();
      const inflated = await lane.ask(bomb, { headers: codings('gzip') });
      const grownMib = (gateway.memory('peak') - before) / MIB;
      const packed = gzipSync(JSON.stringify(PROMPT));
      return [
        sees('200 MB in 200 KB', '413 request.too_large, 0 up', inflated.summary),
        isAtMost('memory grows by', 20, grownMib, 'MiB'),
        ...(await askEach(lane, {
          gzip: [packed, '200 success, 1 up', codings('gzip')],
          'gzip, gzip': [gzipSync(packed), UNSUPPORTED, codings('gzip, gzip')],
          unknown: [packed, UNSUPPORTED, codings('zstd')],
          'br that is none': [packed, MALFORMED, codings('br')],
        })),
      ];
    },
  },
  {
    id: 'J11',
    input: 'huge requests',
    runs: 'alone',
    check: async ({ share }) => {
      const { gateway, lane } = await warm(share);
      const probe = await startHealthProbe(`${gateway.url}/health/live`);
      const messages = Array.from({ length: 100_000 }, () => ({ role: 'user', content: 'x' }));
      const tools = Array.from({ length: 1_000 }, (_, at) => ({
        type: 'function',
        function: { name: `f${at}` },
      }));
      const checks = await askEach(lane, {
        '100,000 messages': [{ model: 'm-1', messages }, MALFORMED],
        '5 MB of text': [{ ...PROMPT, prompt: 'x'.repeat(5_000_000) }, '200 success, 1 up'],
        '1,000 tools': [{ ...PROMPT, tools }, INVALID],
      });
      const { p99Ms, bad } = await probe.stop();
      return [...checks, isAtMost('health p99', 250, p99Ms, 'ms'), sees('bad health', 0, bad)];
    },
  },
  {
    id: 'J13',
    input: 'a lone surrogate',
    runs: 'beside',
    check: ({ stage }) =>
      askEach(stage.lane(), {
        'in the prompt': [String.raw`{"prompt":"a\ud800b","model":"m-1"}`, '200 success, 1 up'],
        'in the model': [String.raw`{"prompt":"x","model":"a\ud800b"}`, INVALID],
        'in user': [String.raw`{"prompt":"x","user":"\ud800"}`, INVALID],
      }),
  },
  {
    id: 'J15',
    input: 'marks, joiners, 4-byte letters',
    runs: 'beside',
    check: async ({ stage }) => {
      const checks: Check[] = [];
      for (const [index, text] of ODD_TEXTS.entries()) {
        const lane = stage.lane().will(answerJson(200, completion(text)));
        const { summary, text: answered } = await lane.ask({ ...PROMPT, prompt: text });
        const isAsked = JSON.stringify(lane.requests[0]?.body?.['messages']).includes(text);
        checks.push(
          sees(`text ${index + 1}`, '200 success, 1 up', summary),
          sees(
            `text ${index + 1} both ways`,
            'identical',
            isAsked && answered === text ? 'identical' : 'changed',
          ),
        );
      }
      return checks;
    },
  },
];

/** Refused as too large, or because too much of the kind is in flight already. */
function toldOnly(summaries: ReadonlySet<string>): string {
  const allowed = [TOO_LARGE, '503 gateway.overloaded, closed'];
  const others = [...summaries].filter((summary) => !allowed.includes(summary));
  return others.length === 0 ? '413 or 503' : others.join(' or ');
}

/** A gateway with all code loaded that a request needs. */
async function warm(open: Parameters<FaultCase['check']>[0]['open']) {
  const stage = await open();
  const lane = stage.lane().will(good());
  await lane.ask();
  lane.requests.length = 0;
  return { gateway: stage.gateway, lane };
}

import type { Exchange } from '../../support/scripted-upstream/exchange.js';
import { UPSTREAM_KEY } from '../support/call.js';
import { isAtLeast, isAtMost, sees, type Check, type FaultCase } from '../support/fault-case.js';
import { failing, good } from '../support/openai-wire.js';
import type { Stage } from '../support/stage.js';
import { playEach } from './play-each.js';

const GOOD_AT_SECOND = '200 success, 2 up';

const limited = (headers: Readonly<Record<string, string>> = {}) => failing(429, {}, headers);

interface Wait {
  readonly about: string;
  readonly headers: () => Readonly<Record<string, string>>;
  /** That the log tells of it. */
  readonly minMs: number;
  readonly maxMs: number;
}

async function waitChecks(stage: Stage, { about, headers, minMs, maxMs }: Wait): Promise<Check[]> {
  const { summary, line } = await stage
    .lane()
    .will((exchange) => limited(headers())(exchange), good())
    .ask();
  const waitedMs = Number(line['waited_ms'] ?? 0);
  return [
    sees(about, GOOD_AT_SECOND, summary),
    isAtLeast(`${about} waits`, minMs, waitedMs, 'ms'),
    isAtMost(`${about} waits`, maxMs, waitedMs, 'ms'),
  ];
}

/** In whole seconds, so that one second at least is left. */
const inTwoSeconds = () => new Date(Date.now() + 2_000).toUTCString();

export const REFUSAL_CASES: readonly FaultCase[] = [
  {
    id: 'U13',
    input: 'our key is refused',
    runs: 'beside',
    check: async ({ stage }) => {
      const said = { message: `Incorrect API key provided: ${UPSTREAM_KEY.slice(0, 12)}****6789.` };
      const refused = (status: number) => [failing(status, said)];
      return playEach(stage, {
        401: [refused(401), '502 provider.auth_failed, 1 up'],
        403: [refused(403), '502 provider.auth_failed, 1 up'],
        402: [refused(402), '502 provider.quota_exhausted, 1 up'],
        'quoted in a 400': [refused(400), '400 provider.rejected, 1 up'],
      });
    },
  },
  {
    id: 'U14',
    input: 'no such model',
    runs: 'beside',
    check: ({ stage }) =>
      playEach(stage, { 404: [[failing(404, { code: 'model_not_found' })], '400 model.not_found, 1 up'] }),
  },
  {
    id: 'U15',
    input: 'the request is refused',
    runs: 'beside',
    check: async ({ stage }) => {
      const message = "This model's maximum context length is 8192 tokens.";
      const lane = stage.lane().will(failing(400, { message, code: 'context_length_exceeded' }));
      const { summary, envelope } = await lane.ask();
      return [
        sees('context length', '400 provider.rejected, 1 up', summary),
        sees('its words', true, envelope.message?.includes('maximum context length is 8192')),
        ...(await playEach(stage, {
          400: [[failing(400)], '400 provider.rejected, 1 up'],
          413: [[failing(413)], '400 provider.rejected, 1 up'],
        })),
      ];
    },
  },
  {
    id: 'U16',
    input: '408 and 409',
    runs: 'beside',
    check: ({ stage }) =>
      playEach(stage, {
        408: [[failing(408)], '504 provider.timed_out, 3 up'],
        409: [[failing(409)], '409 provider.conflict, 3 up'],
      }),
  },
  {
    id: 'U17b',
    input: '429 whose body never ends, or breaks off',
    runs: 'beside',
    check: async ({ stage }) => {
      const plays: Record<string, (exchange: Exchange) => void> = {
        hangs: () => undefined,
        breaks: (exchange) => exchange.reset(),
      };
      const checks = Object.entries(plays).map(async ([about, then]) => {
        const lane = stage.lane().will(async (exchange) => {
          exchange.sendHead(429, { 'content-type': 'application/json', 'retry-after': '86400' });
          await exchange.write('{"error":');
          then(exchange);
        });
        const { summary, answer } = await lane.ask();
        return [
          sees(about, '429 provider.rate_limited, 1 up', summary),
          sees(`${about}: the pause`, '86400', answer.headers['retry-after']),
          isAtMost(`${about}: takes`, 3_000, answer.totalMs, 'ms'),
        ];
      });
      return (await Promise.all(checks)).flat();
    },
  },
  {
    id: 'U17',
    input: '429 with every Retry-After',
    runs: 'beside',
    check: async ({ stage }) => {
      const waits: Wait[] = [
        { about: 'none', headers: () => ({}), minMs: 0, maxMs: 800 },
        { about: 'seconds', headers: () => ({ 'retry-after': '1' }), minMs: 1_000, maxMs: 1_900 },
        { about: 'a date', headers: () => ({ 'retry-after': inTwoSeconds() }), minMs: 500, maxMs: 2_900 },
        { about: 'nonsense', headers: () => ({ 'retry-after': 'soon' }), minMs: 0, maxMs: 800 },
        { about: 'negative', headers: () => ({ 'retry-after': '-1' }), minMs: 0, maxMs: 800 },
        { about: 'milliseconds', headers: () => ({ 'retry-after-ms': '700' }), minMs: 700, maxMs: 1_600 },
      ];
      const lane = stage.lane().will(limited({ 'retry-after': '86400' }));
      const { summary, answer } = await lane.ask();
      const always = await stage.lane().will(limited()).ask();
      return [
        sees('a day', '429 provider.rate_limited, 1 up', summary),
        sees('a day is passed on', '86400', answer.headers['retry-after']),
        sees('a day is worth no retry', 'false', answer.headers['x-should-retry']),
        sees('always', '429 provider.rate_limited, 3 up', always.summary),
        ...(await Promise.all(waits.map((wait) => waitChecks(stage, wait)))).flat(),
      ];
    },
  },
];

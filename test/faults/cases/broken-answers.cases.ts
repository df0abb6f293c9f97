import {
  answerBytes,
  answerHuge,
  answerTooShort,
  redirect,
} from '../../support/scripted-upstream/scripts.js';
import { isAtMost, sees, type FaultCase } from '../support/fault-case.js';
import { completion, delta, DONE, failing, finish, frames, good } from '../support/openai-wire.js';
import { playEach, streamed } from './play-each.js';

const INVALID_RESPONSE = '502 provider.invalid_response, 3 up';
const GOOD_AT_SECOND = '200 success, 2 up';
const MIB = 1024 * 1024;
const HTML = '<html><body>Bad gateway at host 10.1.2.3</body></html>';

const FOREIGN_HEADERS = {
  'set-cookie': 'session=1',
  server: 'cloud',
  'openai-organization': 'org-1',
  'x-request-id': 'req-of-upstream',
  'x-powered-by': 'Engine',
};

export const BROKEN_ANSWER_CASES: readonly FaultCase[] = [
  {
    id: 'U6',
    input: 'half an answer',
    runs: 'beside',
    check: ({ stage }) =>
      playEach(stage, {
        'half a JSON': [[answerBytes('application/json', '{"choices":[{"mess')], INVALID_RESPONSE],
        'shorter than announced': [[answerTooShort(JSON.stringify(completion('x')), 10)], INVALID_RESPONSE],
        'half once': [[answerTooShort('{"ch', 10), good()], GOOD_AT_SECOND],
      }),
  },
  {
    id: 'U7',
    input: 'a stream cut inside a line',
    runs: 'beside',
    check: async ({ stage }) => {
      const half = delta('not to be seen').slice(0, -20);
      const plays = ['cut', 'end', 'reset'] as const;
      const checks = plays.map(async (ending) => {
        const call = await stage
          .lane()
          .will(frames([delta('Hel'), half], { ending }))
          .stream();
        return [
          sees(ending, '200 stream error provider.invalid_response, 1 up', call.summary),
          sees(`${ending}: text`, 'Hel', call.text),
        ];
      });
      return (await Promise.all(checks)).flat();
    },
  },
  {
    id: 'U8',
    input: 'odd lines in a stream',
    runs: 'beside',
    // Reading 20 MB may take longer than the waits of the gateway that small cases share.
    check: async ({ share }) =>
      playEach(
        await share(),
        {
          garbage: [
            [frames([delta('Hel'), 'data: {garbage\n\n'])],
            '200 stream error provider.invalid_response, 1 up',
          ],
          'unknown event': [
            [frames(['event: ping\ndata: {}\n\n', delta('Hel'), finish(), DONE])],
            '200 stream done, 1 up',
          ],
          comments: [
            [frames([': hello\n\n', 'retry: 5\n\n', delta('Hel'), finish(), DONE])],
            '200 stream done, 1 up',
          ],
          'a line of 2 MB': [
            [frames([delta('Hel'), delta('x'.repeat(2 * MIB)), finish(), DONE])],
            '200 stream done, 1 up', // pictures come as lines of this size
          ],
          'a line of 20 MB': [
            [frames([delta('Hel'), delta('x'.repeat(20 * MIB)), finish(), DONE])],
            '200 stream error provider.invalid_response, 1 up',
          ],
        },
        streamed,
      ),
  },
  {
    id: 'U9',
    input: 'HTML in place of JSON',
    runs: 'beside',
    check: async ({ stage }) => {
      const plays = { 502: '502 provider.unavailable, 3 up', 200: INVALID_RESPONSE };
      const checks = Object.entries(plays).map(async ([status, expected]) => {
        const lane = stage.lane().will(answerBytes('text/html', HTML, Number(status)));
        const { summary, answer } = await lane.ask();
        const isRelayed = /html|10\.1\.2\.3/.test(answer.text);
        return [sees(status, expected, summary), sees(`${status}: HTML relayed`, false, isRelayed)];
      });
      return (await Promise.all(checks)).flat();
    },
  },
  {
    id: 'U10',
    input: '200 with an error inside',
    runs: 'beside',
    check: ({ stage }) => {
      const inside = (code: unknown) => [failing(200, { code })];
      return playEach(stage, {
        'code 502': [inside(502), '502 provider.unavailable, 3 up'],
        'code 429': [inside(429), '429 provider.rate_limited, 3 up'],
        'code 401': [inside(401), '502 provider.auth_failed, 1 up'],
        insufficient_quota: [inside('insufficient_quota'), '502 provider.quota_exhausted, 1 up'],
        context_length_exceeded: [inside('context_length_exceeded'), '400 provider.rejected, 1 up'],
      });
    },
  },
  {
    id: 'U12',
    input: 'redirects',
    runs: 'beside',
    check: async ({ stage }) => {
      const elsewhere = stage.lane();
      const targets = [
        `${stage.upstream.origin}/${elsewhere.id}/v1/chat/completions`,
        'http://169.254.169.254/latest',
      ];
      const checks = [301, 302, 307, 308].map(async (status, at) => {
        const lane = stage.lane().will(redirect(targets[at % 2]!, status));
        const { answer, envelope } = await lane.ask();
        return [
          sees(`${status}`, '502 provider.unavailable', `${answer.status} ${envelope.error?.code}`),
          isAtMost(`${status} asked`, 3, lane.upstreamCalls(), 'times'),
        ];
      });
      return [...(await Promise.all(checks)).flat(), sees('followed', 0, elsewhere.upstreamCalls())];
    },
  },
  {
    id: 'U23',
    isLong: true,
    input: 'huge answers',
    runs: 'busy',
    check: async ({ open }) => {
      const stage = await open({ env: { UPSTREAM_MAX_RETRIES: '0' } });
      const [before, after] = JSON.stringify(completion('|')).split('|') as [string, string];
      await stage.lane().ask();
      const memory = stage.gateway.memory();
      const relayed = await stage
        .lane()
        .will(answerHuge(before, 10, after))
        .ask();
      stage.gateway.forgetPeak();
      const refused = await stage
        .lane()
        .will(answerHuge(before, 200, after))
        .ask();
      const grownMib = (stage.gateway.memory('peak') - memory) / MIB;
      return [
        sees('10 MB', '200 success, 1 up', relayed.summary),
        sees('10 MB: letters', 10 * MIB, relayed.text.length),
        sees('200 MB', '502 provider.invalid_response, 1 up', refused.summary),
        isAtMost('200 MB: memory grows by', 256, grownMib, 'MiB'),
      ];
    },
  },
  {
    id: 'U25',
    input: "the upstream's own headers",
    runs: 'beside',
    check: async ({ stage }) => {
      const bytes = JSON.stringify(completion('Hello.'));
      const lane = stage.lane().will(answerBytes('application/json', bytes, 200, FOREIGN_HEADERS));
      const { summary, answer } = await lane.ask();
      const relayed = Object.keys(FOREIGN_HEADERS).filter(
        (name) => name !== 'x-request-id' && name in answer.headers,
      );
      return [sees('', '200 success, 1 up', summary), sees('relayed', '', relayed.join(', '))];
    },
  },
];

import { sees, type Check, type FaultCase } from '../support/fault-case.js';
import { PROMPT, type Lane } from '../support/lane.js';
import { askEach } from './ask-each.js';

const INVALID = '400 request.invalid, 0 up';
const MALFORMED = '400 request.malformed, 0 up';
const GOOD = '200 success, 1 up';

/** Each value of a field, as it stands in JSON, is refused naming the field. */
async function refusals(lane: Lane, field: string, values: readonly string[]): Promise<Check[]> {
  const checks: Check[] = [];
  for (const value of values) {
    const { summary, envelope } = await lane.ask(`{"prompt":"x","model":"m-1","${field}":${value}}`);
    const about = `${field} ${value.slice(0, 20)}`;
    checks.push(sees(about, `${INVALID}, names ${field}`, `${summary}, names ${envelope.error?.param}`));
  }
  return checks;
}

export const PARAMETER_CASES: readonly FaultCase[] = [
  {
    id: 'P1',
    input: 'max_tokens out of range',
    runs: 'beside',
    check: async ({ stage }) => {
      const lane = stage.lane();
      const wrong = await refusals(lane, 'max_tokens', [
        '-5',
        '0',
        '1.5',
        '"10"',
        '1e400',
        '9007199254740993',
      ]);
      const { summary } = await lane.ask({ ...PROMPT, max_tokens: null });
      const sent = lane.requests[0]?.body ?? {};
      return [
        ...wrong,
        sees('null is absent', GOOD, summary),
        sees('null goes upstream', false, Object.values(sent).includes(null)),
      ];
    },
  },
  {
    id: 'P2',
    input: 'temperature, top_p, n out of range',
    runs: 'beside',
    check: async ({ stage }) => {
      const lane = stage.lane();
      return [
        ...(await refusals(lane, 'temperature', ['-0.1', '2.1', '"hot"'])),
        ...(await refusals(lane, 'top_p', ['1.1'])),
        ...(await refusals(lane, 'n', ['0', '10000'])),
        ...(await askEach(lane, { 'temperature NaN': ['{"prompt":"x","temperature":NaN}', MALFORMED] })),
      ];
    },
  },
  {
    id: 'P3',
    input: 'an unknown field',
    runs: 'beside',
    check: ({ stage }) => refusals(stage.lane(), 'colour', ['"red"']),
  },
  {
    id: 'P4',
    input: 'fields that would lead elsewhere',
    runs: 'beside',
    check: async ({ stage }) => {
      const elsewhere = stage.lane();
      const lane = stage.lane();
      const url = JSON.stringify(`${stage.upstream.origin}/${elsewhere.id}/v1`);
      const checks: Check[] = [];
      for (const field of ['base_url', 'api_base', 'api_key', 'organization', 'extra_headers', 'user_role']) {
        checks.push(...(await refusals(lane, field, [url])));
      }
      const calls = elsewhere.upstreamCalls();
      return [
        ...checks.map((check) => ({ ...check, about: check.about.split(' ')[0] ?? '' })),
        sees('elsewhere', 0, calls),
      ];
    },
  },
  {
    id: 'P5',
    input: 'keys that would change prototypes',
    runs: 'beside',
    check: ({ stage }) =>
      askEach(stage.lane(), {
        '__proto__ on top': ['{"prompt":"x","__proto__":{"model":"evil"}}', MALFORMED],
        'constructor on top': ['{"prompt":"x","constructor":{"prototype":{"model":"evil"}}}', MALFORMED],
        '__proto__ inside': ['{"messages":[{"role":"user","content":"x","__proto__":{"a":1}}]}', MALFORMED],
        escaped: [String.raw`{"prompt":"x","\u005f_proto__":{"a":1}}`, MALFORMED],
        'a clean one after them': [PROMPT, GOOD],
      }),
  },
  {
    id: 'P6',
    input: 'stream that is no boolean',
    runs: 'beside',
    check: async ({ stage }) => {
      const lane = stage.lane();
      return [
        ...(await refusals(lane, 'stream', ['"true"', '1'])),
        ...(await refusals(lane, 'stream_options', ['{"include_usage":true}'])),
      ];
    },
  },
  {
    id: 'P7',
    input: 'messages and models that are none',
    runs: 'beside',
    check: ({ stage }) =>
      askEach(stage.lane(), {
        'no messages': [{ messages: [] }, INVALID],
        'unknown role': [{ messages: [{ role: 'boss', content: 'x' }] }, INVALID],
        'a long model': [{ prompt: 'x', model: 'm'.repeat(10_000) }, INVALID],
        'a model with dots': [{ prompt: 'x', model: '../../x' }, GOOD],
        'a model of two lines': [{ prompt: 'x', model: 'a\r\nb' }, INVALID],
      }),
  },
];

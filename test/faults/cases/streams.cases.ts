import type { Script } from '../../support/scripted-upstream/exchange.js';
import { tokensOf } from '../support/call.js';
import { isAtMost, sees, type Check, type FaultCase } from '../support/fault-case.js';
import {
  chunk,
  delta,
  DONE,
  failing,
  finish,
  frames,
  framesOf,
  goodStream,
  HELLO,
  USAGE,
  USAGE_CHUNK,
} from '../support/openai-wire.js';
import type { Stage } from '../support/stage.js';
import { setTimeout as pause } from 'node:timers/promises';

const EMOJI = 'naïve 👩‍👩‍👧‍👦 café 𝒳 end';
const DONE_AT_ONCE = '200 stream done, 1 up';

interface StreamPlay {
  readonly script: Script;
  readonly text: string;
  /** `prompt+completion` of the end event, and so of the log. */
  readonly tokens?: string;
}

async function playStreams(stage: Stage, plays: Readonly<Record<string, StreamPlay>>): Promise<Check[]> {
  const checks = Object.entries(plays).map(async ([about, { script, text, tokens }]) => {
    const call = await stage.lane().will(script).stream();
    return [
      sees(about, DONE_AT_ONCE, call.summary),
      sees(`${about}: text`, text, call.text),
      sees(`${about}: end holds it all`, text, call.envelope.message),
      ...(tokens === undefined
        ? []
        : [sees(`${about}: tokens`, tokens, tokensOf(call.envelope.usage ?? {}))]),
    ];
  });
  return (await Promise.all(checks)).flat();
}

const usage = (completion_tokens: number) => ({ usage: { ...USAGE, completion_tokens } });
const toolCall = (part: object) =>
  chunk([{ index: 0, delta: { tool_calls: [{ index: 0, ...part }] }, finish_reason: null }]);
const choice = (index: number, content: string) =>
  chunk([{ index, delta: { content }, finish_reason: null }]);

/** Milliseconds from the upstream's write to the caller's first event. */
async function flushMs(stage: Stage): Promise<number> {
  let wroteMs = 0;
  const script: Script = async (exchange) => {
    exchange.sendHead(200, { 'content-type': 'text/event-stream' });
    await pause(50); // so that the head does not travel with the word
    wroteMs = performance.now();
    await exchange.write(delta('Hel'));
    await pause(100);
    exchange.end([finish(), DONE].join(''));
  };
  let seenMs = 0;
  const onPiece = (piece: string) => (seenMs ||= piece.includes('Hel') ? performance.now() : 0);
  await stage.lane().will(script).stream(undefined, { onPiece });
  return seenMs - wroteMs;
}

export const STREAM_CASES: readonly FaultCase[] = [
  {
    id: 'S1',
    input: 'bytes one at a time',
    runs: 'beside',
    check: ({ stage }) =>
      playStreams(stage, {
        LF: { script: goodStream(EMOJI, { bytesPerWrite: 1 }), text: EMOJI },
        'CR LF': { script: goodStream(EMOJI, { bytesPerWrite: 1, lineEnding: '\r\n' }), text: EMOJI },
        CR: { script: goodStream(EMOJI, { bytesPerWrite: 3, lineEnding: '\r' }), text: EMOJI },
      }),
  },
  {
    id: 'S3',
    input: 'no [DONE], but a reason',
    runs: 'beside',
    check: ({ stage }) =>
      playStreams(stage, {
        'and an end': { script: frames(framesOf(HELLO).slice(0, -1)), text: HELLO, tokens: '11+7' },
        'and a connection that stays open': {
          script: frames(framesOf(HELLO).slice(0, -1), { ending: 'hang' }),
          text: HELLO,
          tokens: '11+7',
        },
      }),
  },
  {
    id: 'S3b',
    input: 'an end that comes a moment after [DONE]',
    runs: 'beside',
    check: async ({ stage }) => {
      const lane = stage.lane().will(async (exchange) => {
        exchange.sendHead(200, { 'content-type': 'text/event-stream' });
        await exchange.write(framesOf(HELLO).join(''));
        await pause(20);
        exchange.end();
      });
      const summaries = [];
      for (let count = 0; count < 3; count += 1) summaries.push((await lane.stream()).summary);
      const ends = await Promise.all(lane.requests.map(({ closed }) => closed));
      return [
        sees('each', [DONE_AT_ONCE, DONE_AT_ONCE, DONE_AT_ONCE].join(), summaries.join()),
        sees('connections given up', 0, ends.filter(({ aborted }) => aborted).length),
      ];
    },
  },
  {
    id: 'S4',
    input: 'neither [DONE] nor a reason',
    runs: 'beside',
    check: async ({ stage }) => {
      const plays = [[delta('Hel')], [delta('Hel'), DONE]];
      const checks = plays.map(async (steps, at) => {
        const { summary, line, text } = await stage.lane().will(frames(steps)).stream();
        const about = at === 0 ? 'neither' : '[DONE] alone';
        return [
          sees(about, '200 stream error provider.invalid_response, 1 up', summary),
          sees(
            `${about}: logged`,
            'failed, 3 characters',
            `${String(line['outcome'])}, ${String(line['characters'])} characters`,
          ),
          sees(`${about}: text`, 'Hel', text),
        ];
      });
      return (await Promise.all(checks)).flat();
    },
  },
  {
    id: 'S6',
    input: 'usage in every form',
    runs: 'beside',
    check: ({ stage }) =>
      playStreams(stage, {
        missing: { script: frames([delta(HELLO), finish(), DONE]), text: HELLO, tokens: 'null+null' },
        null: {
          script: frames([delta(HELLO, { usage: null }), finish({ usage: null }), DONE]),
          text: HELLO,
          tokens: 'null+null',
        },
        cumulative: {
          script: frames([delta('Hello ', usage(2)), delta('there', usage(3)), finish(usage(4)), DONE]),
          text: 'Hello there',
          tokens: '11+4',
        },
        'at the end': {
          script: frames([delta(HELLO), finish(), USAGE_CHUNK, DONE]),
          text: HELLO,
          tokens: '11+7',
        },
      }),
  },
  {
    id: 'S7',
    input: 'odd chunks',
    runs: 'beside',
    check: ({ stage }) => {
      const empty = [chunk([]), chunk([{ index: 0, delta: {}, finish_reason: null }])];
      const refusal = chunk([
        { index: 0, delta: { content: null, refusal: 'I cannot.' }, finish_reason: null },
      ]);
      const fragments = [
        toolCall({ id: 't', function: { name: 'f', arguments: '{"a"' } }),
        toolCall({ function: { arguments: ':1}' } }),
      ];
      const two = [choice(0, 'Hel'), choice(1, 'Other'), choice(0, 'lo'), choice(1, ' one')];
      return playStreams(stage, {
        'empty ones': {
          script: frames([...empty, delta('Hel'), ...empty, delta('lo'), finish(), DONE]),
          text: 'Hello',
        },
        'a refusal': { script: frames([refusal, finish(), DONE]), text: 'I cannot.' },
        'tool calls': { script: frames([...fragments, finish(), DONE]), text: '' },
        'two choices': { script: frames([...two, finish(), DONE]), text: 'Hello' },
      });
    },
  },
  {
    id: 'S8',
    input: 'the first piece',
    runs: 'alone',
    check: async ({ stage }) => {
      const times: number[] = [];
      for (let attempt = 0; attempt < 5; attempt += 1) times.push(await flushMs(stage));
      const { answer } = await stage.lane().stream(undefined, { headers: { 'accept-encoding': 'gzip, br' } });
      const {
        'cache-control': cache,
        'x-accel-buffering': buffering,
        'content-encoding': coding,
      } = answer.headers;
      return [
        isAtMost('is passed on in', 20, Math.min(...times), 'ms'),
        sees(
          'headers',
          'no-cache, no-transform; no; none',
          `${cache}; ${String(buffering)}; ${coding ?? 'none'}`,
        ),
      ];
    },
  },
  {
    id: 'S9',
    input: 'a silence of 16 s',
    runs: 'waiting',
    check: async ({ share }) => {
      const stage = await share();
      const script: Script = async (exchange) => {
        exchange.sendHead(200, { 'content-type': 'text/event-stream' });
        await exchange.write(delta('Hel'));
        await pause(16_000);
        await exchange.write([delta('lo'), finish(), DONE].join(''));
        exchange.end();
      };
      const { answer, summary, text } = await stage.lane().will(script).stream();
      return [
        sees('', DONE_AT_ONCE, summary),
        sees('text', 'Hello', text),
        sees('comments', 1, answer.text.split(': keep-alive\n\n').length - 1),
      ];
    },
  },
  {
    id: 'S10',
    input: 'a failure before the first byte',
    runs: 'beside',
    check: async ({ stage }) => {
      const { summary, answer } = await stage.lane().will(failing(500)).stream();
      return [
        sees('', '502 provider.unavailable, 3 up', summary),
        sees('type', 'application/json; charset=utf-8', answer.headers['content-type']),
      ];
    },
  },
];

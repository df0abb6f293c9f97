import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { GatewayError } from '../../common/errors.js';
import { garbageCollector } from '../../common/testing/garbage-collector.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { SeenAnswer } from '../../completions/seen-answer.js';
import type { FinishedPart, StreamPart } from '../../port/canonical.js';
import type { TakenFrames } from '../../port/chat-relay.js';
import { chatFrames, DONE } from '../../surfaces/openai/chat-stream.js';
import { ACME_CALL } from '../upstream/testing/acme-call.js';
import { OpenAiFrames } from './openai-frames.js';
import { ScriptedExchange } from './testing/relayed.js';
import { COUNT, END, ROLE, SCRIPTED, STOP, choice, chunk, says, text } from './testing/scripted-chunks.js';

const DETAILS = [
  { prompt_tokens_details: { cached_tokens: 0 } },
  { prompt_tokens_details: null, completion_tokens_details: null },
  { prompt_tokens_details: { cached_tokens: 1, cache_write_tokens: 2, text_tokens: 0, image_tokens: 0 } },
  { completion_tokens_details: { reasoning_tokens: 0, text_tokens: 3 } },
];
const ATTEMPT = { signal: new AbortController().signal, requestId: 'r-1', apiKey: null };
/** Of providers, without the comment at their beginning that says where they are from. */
function recorded(): [string, string][] {
  return ['openai-compatible', 'openai', 'openrouter', 'requesty'].flatMap((folder) => {
    const path = join(__dirname, '..', folder, 'fixtures');
    const names = readdirSync(path).filter((name) => name.endsWith('.sse'));
    return names.map((name): [string, string] => {
      const body = readFileSync(join(path, name), 'utf8');
      return [`${folder}/${name}`, body.replace(/^(:.*\r?\n\r?\n)+/, '')];
    });
  });
}

interface Outcome {
  /** What the caller gets, frame by frame. */
  readonly frames: readonly unknown[];
  readonly end: FinishedPart | null;
  readonly seen: SeenAnswer;
}

function listened(scripted: ScriptedExchange, came: (piece: Buffer) => boolean, ended: () => void): void {
  scripted.exchange.tell({ began: () => undefined, came, ended, failed: ended });
  scripted.head();
}

async function render(
  parts: AsyncIterable<StreamPart>,
  wantsUsage: boolean,
  outcome: { frames: unknown[]; end: FinishedPart | null; seen: SeenAnswer },
) {
  const tapped = async function* () {
    for await (const part of parts) {
      outcome.seen.take(part);
      if (part.type === 'finished') outcome.end = part;
      yield part as never;
    }
  };
  for await (const one of chatFrames(tapped(), { wantsUsage }))
    outcome.frames.push(one === DONE ? '[DONE]' : JSON.parse(JSON.stringify(one)));
}

/** As all streams are read. */
async function usually(body: Buffer, wantsUsage: boolean): Promise<Outcome> {
  const outcome = { frames: [] as unknown[], end: null, seen: new SeenAnswer() };
  const scripted = new ScriptedExchange();
  listened(
    scripted,
    () => true,
    () => undefined,
  );
  scripted.came(body);
  scripted.ended();
  const frames = new OpenAiFrames(ACME_CALL, new ManualClock(), { wantsUsage, wantsItems: wantsUsage });
  await render(frames.resume(scripted.exchange, ATTEMPT), wantsUsage, outcome);
  return outcome;
}

/** What frames said, by their items or by their counts. */
function noteAll(seen: SeenAnswer, { items, parts, texts, characters }: TakenFrames, byItems: boolean): void {
  if (!byItems && texts > 0) seen.takeText(characters);
  for (const one of byItems ? items : parts) {
    if (typeof one === 'string') seen.takeText(one.length);
    else seen.take(one);
  }
}

/**
 * As it passes, and what is left of it as all streams are read; the same whether the pieces may be written on or not.
 */
async function quickly(
  pieces: readonly Buffer[],
  wantsUsage: boolean,
): Promise<Outcome & { readonly passed: string }> {
  const quick = await passing(pieces, wantsUsage, false);
  expect(await passing(pieces, wantsUsage, true)).toEqual(quick);
  return quick;
}

async function passing(
  pieces: readonly Buffer[],
  wantsUsage: boolean,
  mayChange: boolean,
): Promise<Outcome & { readonly passed: string }> {
  const outcome = { frames: [] as unknown[], end: null as FinishedPart | null, seen: new SeenAnswer() };
  const scripted = new ScriptedExchange();
  const frames = new OpenAiFrames(ACME_CALL, new ManualClock(), { wantsUsage, wantsItems: wantsUsage });
  const passed: Buffer[] = [];
  let left = Buffer.alloc(0);
  let isOver = false;
  const goOn = () => {
    if (!isOver) scripted.exchange.putBack(left);
    isOver = true;
  };
  const came = (piece: Buffer) => {
    if (isOver) return true;
    const taken = mayChange ? frames.take(Buffer.from(piece), true) : frames.take(piece, false);
    scripted.exchange.take();
    passed.push(taken.passed);
    noteAll(outcome.seen, taken, wantsUsage);
    left = taken.left as Buffer<ArrayBuffer>;
    if (taken.how === 'usual') return true;
    outcome.end = taken.how === 'done' ? frames.finish() : null;
    if (outcome.end === null) goOn();
    isOver = true;
    return true;
  };
  listened(scripted, came, goOn);
  for (const piece of pieces) scripted.came(piece);
  scripted.ended();
  const bytes = Buffer.concat(passed).toString();
  for (const one of bytes.split('\n\n').slice(0, -1))
    outcome.frames.push(JSON.parse(one.replace('data: ', '')));
  if (outcome.end === null) await render(frames.resume(scripted.exchange, ATTEMPT), wantsUsage, outcome);
  else {
    outcome.seen.take(outcome.end);
    outcome.frames.push('[DONE]');
  }
  return { ...outcome, passed: bytes };
}

/** The `null` that providers send where counts are asked for may pass. */
function withoutNulls(frames: readonly unknown[]): unknown[] {
  return frames.map((one) => {
    const { usage, ...others } = one as { usage?: unknown };
    return typeof one === 'string' || usage !== null ? one : others;
  });
}

function told({ frames, end, seen }: Outcome) {
  const { usage, model, characters, answerCharacters, hasWords, isOver } = seen;
  return { frames: withoutNulls(frames), end, usage, model, characters, answerCharacters, hasWords, isOver };
}

function failureOf(error: unknown) {
  const { code, message } = error as GatewayError;
  return { code, message };
}

const WISHES = [true, false];

/** One of the chunks that frames have taken. */
function takenChunk(frames: OpenAiFrames): WeakRef<object> {
  return new WeakRef(frames.take(Buffer.from(text()), false).parts[0]!);
}

describe('the frames of a relayed stream', () => {
  it('keep no chunk that was taken while the stream is open', async () => {
    const frames = new OpenAiFrames(ACME_CALL, new ManualClock(), { wantsUsage: false, wantsItems: false });
    const taken = takenChunk(frames);
    await new Promise((resolve) => setImmediate(resolve));
    garbageCollector()({ type: 'major', execution: 'sync' });
    expect(taken.deref()).toBeUndefined();
    expect(frames.take(Buffer.from(says('!')), false).texts).toBe(1);
  });

  describe.each(Object.entries(SCRIPTED))('%s', (_, body) => {
    it.each(WISHES)('tell the same wherever they are cut, with counts asked for: %s', async (wantsUsage) => {
      const bytes = Buffer.from(body);
      const expected = told(await usually(bytes, wantsUsage));
      const step = bytes.length > 500 ? 13 : 5;
      for (let at = 0; at < bytes.length; at += step) {
        const quick = await quickly([bytes.subarray(0, at), bytes.subarray(at)], wantsUsage);
        expect(told(quick)).toEqual(expected);
        expect(!wantsUsage && quick.passed.includes('"usage"')).toBe(false);
      }
    });
  });

  it.each([
    ['behind the rest', '{"A":1,"usage":null}', '{"A":1}'],
    ['before the rest', '{"usage":null,"A":1}', '{"A":1}'],
    ['in between, and a number stays as it is written', '{"B":1.0,"usage":null,"A":1}', '{"B":1.0,"A":1}'],
    ['beside another of that name', '{"x":{"usage":null},"usage":null,"A":1}', '{"x":{"usage":null},"A":1}'],
    ['beside another with blanks', '{"x":{"usage":null},"usage": null,"A":1}', '{"x":{"usage":null},"A":1}'],
    ['beside a text of that name', '{"x":"usage","usage":null,"A":1}', '{"x":"usage","A":1}'],
    [
      'spelled with an escape',
      String.raw`{"x":{"usage":null},"us\u0061ge":null,"A":1}`,
      '{"x":{"usage":null},"A":1}',
    ],
    ['beside a letter beyond ASCII', '{"x":"ß","usage":null,"A":1}', '{"x":"ß","A":1}'],
  ])('leave a null for counts out that stands %s', (_where, line, expected) => {
    const frames = new OpenAiFrames(ACME_CALL, new ManualClock(), { wantsUsage: false, wantsItems: false });
    const rest = JSON.stringify({ object: 'chat.completion.chunk', choices: [choice({ content: 'a' })] });
    const framed = (one: string) => `data: ${one.replace('"A":1', rest.slice(1, -1))}\n\n`;
    for (const mayChange of [false, false, true, true]) {
      const { passed, how } = frames.take(Buffer.from(framed(line)), mayChange);
      expect([passed.toString(), how]).toEqual([framed(expected), 'usual']);
    }
  });

  it.each(recorded())('of %s tell the same in pieces of any size', async (_, body) => {
    const bytes = Buffer.from(body);
    const expected = await Promise.all(WISHES.map(async (wish) => told(await usually(bytes, wish))));
    const cuts = fc.array(fc.nat(bytes.length), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(cuts, fc.boolean(), async (places, wish) => {
        const ends = [...places.toSorted((a, b) => a - b), bytes.length];
        const pieces = ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
        expect(told(await quickly(pieces, wish))).toEqual(expected[WISHES.indexOf(wish)]);
      }),
      { numRuns: 15 },
    );
  });

  it('of any usual chunks tell the same', async () => {
    const counts = fc
      .tuple(fc.nat(9), fc.nat(9), fc.constantFrom({}, ...DETAILS))
      .map(([input, output, details]) => {
        return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output, ...details };
      });
    const delta = fc.constantFrom<object>(
      { role: 'assistant', content: '' },
      { role: 'assistant', content: null, refusal: null },
      { content: 'a' },
      { content: 'b', reasoning_content: null },
      { role: null, content: 'd', reasoning_content: null, tool_calls: null },
      { content: 'c', reasoning_content: 'hm' },
      {},
    );
    const more = fc.constantFrom<object>({}, { usage: null }, { service_tier: 'priority' }, { model: 'n' });
    const saying = fc
      .tuple(delta, fc.constantFrom(null, undefined, 'stop', 'length', 'tool_calls'), fc.nat(1), more)
      .map(([said, reason, index, others]) => chunk([{ ...choice(said, reason as never), index }], others));
    const counting = fc
      .tuple(counts, fc.constantFrom<object>({}, { message: 'busy' }, { service_tier: 'flex' }))
      .map(([usage, others]) => chunk([], { ...others, usage }));
    const body = fc
      .array(fc.oneof({ weight: 3, arbitrary: saying }, counting), { maxLength: 6 })
      .map((chunks) => ROLE + chunks.join('') + STOP + COUNT + END);
    await fc.assert(
      fc.asyncProperty(body, fc.boolean(), async (frames, wish) => {
        const bytes = Buffer.from(frames);
        const expected = await usually(bytes, wish).then(told, failureOf);
        expect(await quickly([bytes], wish).then(told, failureOf)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it.each([60_000, 70_000])('with a text of %d letters tell the same', async (length) => {
    const bytes = Buffer.from(ROLE + says('x'.repeat(length)) + STOP + COUNT + END);
    const pieces = [0, 16_384, 32_768, 49_152, 65_536].map((from) => bytes.subarray(from, from + 16_384));
    expect(told(await quickly(pieces, true))).toEqual(told(await usually(bytes, true)));
  });

  it('leave bytes that are no UTF-8 to the reader of all streams', async () => {
    const bytes = Buffer.from(says('abc') + says('d\u00e9f') + STOP + END, 'latin1');
    expect(told(await quickly([bytes], false))).toEqual(told(await usually(bytes, false)));
  });

  it.each([998, 5_000])('with %d levels of nesting tell the same, or fail alike', async (levels) => {
    const deep = says('b', { deep: 0 }).replace(
      '"deep":0',
      `"deep":${'['.repeat(levels) + ']'.repeat(levels)}`,
    );
    const bytes = Buffer.from(ROLE + says('a') + deep + STOP + COUNT + END);
    const expected = await usually(bytes, false).then(told, failureOf);
    expect(await quickly([bytes], false).then(told, failureOf)).toEqual(expected);
  });

  it('pass in the provider\u2019s own bytes where they are like most', async () => {
    // As SGLang writes each: sgl-project/sglang#9657, read 2026-12-01.
    const silent = chunk([choice({ role: null, content: 'c', reasoning_content: null, tool_calls: null })]);
    const body = [ROLE, says('☃'), says('b', { odd: 1.0 }), silent, STOP, COUNT].join('');
    expect((await quickly([Buffer.from(body + END)], true)).passed).toBe(body);
  });
});

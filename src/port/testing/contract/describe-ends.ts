import { setImmediate as turn } from 'node:timers/promises';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import { answerOfParts } from './answer.js';
import { codeOfFailure } from './failed-call.js';
import type { ProviderFixtures } from './fixtures.js';
import { adapterOver, attemptFor, readParts, requestFor, type ContractEntry } from './replay.js';
import { LINE_ENDS, progressAt, withLateWords, withNoise, withoutEndMarker } from './wire-events.js';

/** Shorter than any reader waits for more behind an answer that is over. */
const SHORT_WAIT_MS = 4_900;

const BYTES_BETWEEN_BREAKS = 7;

/** How a stream ends: docs/adr/0011-the-end-of-a-stream.md. */
export function describeEnds(entry: ContractEntry, { answers }: ProviderFixtures): void {
  const streamed = answers.flatMap((answer) =>
    answer.stream === null ? [] : [[answer.name, { ...answer, stream: answer.stream }] as const],
  );

  describe.each(streamed)('the end of its answer %s', (name, { stream, request, expected }) => {
    const clock = new ManualClock();
    let next: ReadableStream<Uint8Array>;
    const headers = { 'content-type': 'text/event-stream' };
    const provider = adapterOver(entry, async () => new Response(next, { headers }), clock);
    const read = (body: ReadableStream<Uint8Array>) => {
      next = body;
      return readParts(provider.stream(requestFor(entry, request), attemptFor(entry)));
    };
    const answerIn = async (text: string) => {
      const { parts, error } = await read(ReadableStream.from([Buffer.from(text)]));
      return error ?? answerOfParts(parts);
    };

    it.each(Object.values(LINE_ENDS))('needs no empty line behind its last event, with %j', async (end) => {
      const bare = withoutEndMarker(stream).trimEnd().replaceAll('\n', end);
      expect(await answerIn(bare)).toEqual(expected);
      expect(await answerIn(bare + end)).toEqual(expected);
      expect(await answerIn(stream.trimEnd().replaceAll('\n', end))).toEqual(expected);
    });

    it('is the same among pings, empty data and comments', async () => {
      expect(await answerIn(withNoise(stream))).toEqual(expected);
      expect(await answerIn(withNoise(stream).replaceAll('\n', '\r\n'))).toEqual(expected);
    });

    it('is good where the connection breaks behind reason and counts, and at no byte before', async () => {
      const wrong: string[] = [];
      const isEmpty = expected.text === '' && expected.refusal === null && expected.toolCalls.length === 0;
      // Of an answer without a word more might come, and of one without counts nothing says that it is whole.
      const isKnown = expected.usage !== null && !(isEmpty && expected.finishReason === 'stop');
      const markedAt = Buffer.byteLength(withoutEndMarker(stream));
      // Every byte of every answer would say no more, and take long.
      const step = name === 'plain' ? 1 : BYTES_BETWEEN_BREAKS;
      for (const [at, stages] of progressAt(stream, '\n').entries()) {
        if (at % step !== 0 && at < markedAt) continue;
        const { parts, error } = await read(breakingAfter(Buffer.from(stream).subarray(0, at)));
        const code = error === null ? 'finished' : codeOfFailure(error, entry);
        const isGood = isKnown && stages.every((stage) => stage === 'finished');
        const isMarked = at > markedAt && code === 'finished';
        // Between the data of an event and the empty line behind it, either is right.
        const isEither = stages.includes('finished') && stages.length > 1;
        const isRight = isGood ? code === 'finished' : code === 'provider.invalid_response';
        if (!isEither && !isMarked && !isRight) wrong.push(`broken at ${at}: ${code}`);
        if (code === 'finished' && !isEqual(answerOfParts(parts), expected)) wrong.push(`differs at ${at}`);
      }
      expect(wrong).toEqual([]);
    });

    const late = withLateWords(stream);
    if (late === null) return;

    it('waits anew for the words behind its reason, as often as some come', async () => {
      const pieces = [late.first, late.late, late.late, late.late];
      const { body, push, close } = pushed();
      const answer = read(body);
      for (const piece of pieces) {
        push(piece);
        for (let turns = 0; turns < 20; turns += 1) await turn();
        clock.advance(SHORT_WAIT_MS);
      }
      push(late.rest);
      close();
      const { parts, error } = await answer;
      expect(error).toBeNull();
      const [once, thrice] = [expected.text, answerOfParts(parts).text];
      const word = (thrice.length - once.length) / 2;
      expect(word).toBeGreaterThan(0);
      expect(thrice.slice(-word)).toBe(thrice.slice(-2 * word, -word));
    });
  });
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** These bytes, and then the connection breaks. */
function breakingAfter(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let isSent = bytes.byteLength === 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (isSent)
          controller.error(Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }));
        else controller.enqueue(new Uint8Array(bytes));
        isSent = true;
      },
    },
    { highWaterMark: 0 },
  );
}

function pushed() {
  let source: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void (source = controller) });
  const push = (text: string) => source?.enqueue(new TextEncoder().encode(text));
  return { body, push, close: () => source?.close() };
}

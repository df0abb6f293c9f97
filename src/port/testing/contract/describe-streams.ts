import { isDeepStrictEqual } from 'node:util';
import { answerOfParts } from './answer.js';
import type { AnswerFixture, ProviderFixtures } from './fixtures.js';
import { codeOfFailure } from './failed-call.js';
import { MANY_CALLS_MS, streamReader, type ContractEntry, type ReadParts } from './replay.js';
import {
  EMPTY_COUNTS,
  LINE_ENDS,
  progressAt,
  withComments,
  withCountsAgain,
  withDataOverLines,
  withoutEndMarker,
} from './wire-events.js';

/** Every split of every answer would say no more, and take long: these have each kind of event. */
const SPLIT_EVERYWHERE = new Set(['plain', 'tool-call', 'unknown-fields']);

/** The plain answer is cut at each of its bytes; of the others this many lie between two cuts, no even part of a frame. */
const BETWEEN_CUTS = 7;

/** However the bytes of a fixture come, it is the same answer; and if they do not all come, it is none. */
export function describeStreams(entry: ContractEntry, { answers }: ProviderFixtures): void {
  const streamed = answers.flatMap((answer) =>
    answer.stream === null ? [] : [[answer.name, { ...answer, stream: answer.stream }] as const],
  );

  describe.each(streamed)('the bytes of its answer %s', (name, fixture) => {
    const { stream, expected } = fixture;
    const everyByte = name === 'plain' ? 1 : BETWEEN_CUTS;
    const bytes = Buffer.from(stream);
    const read = streamReader(entry, fixture.request);
    const answerIn = async (...pieces: readonly Uint8Array[]): Promise<unknown> => {
      const { parts, error } = await read(...pieces);
      return error ?? answerOfParts(parts);
    };

    it('give the same parts one by one', async () => {
      expect(await read(...singleBytes(bytes))).toEqual(await read(bytes));
    });

    if (SPLIT_EVERYWHERE.has(name)) {
      it(
        'give the same parts wherever they are split in two',
        async () => {
          const whole = JSON.stringify(await read(bytes));
          const differing: number[] = [];
          for (let at = 1; at < bytes.length; at += everyByte) {
            const pieces = [bytes.subarray(0, at), bytes.subarray(at)];
            if (JSON.stringify(await read(...pieces)) !== whole) differing.push(at);
          }
          expect(differing).toEqual([]);
        },
        MANY_CALLS_MS,
      );
    }

    it.each(Object.entries(LINE_ENDS))('may have %s for line ends', async (_, lineEnd) => {
      const text = Buffer.from(stream.replaceAll('\n', lineEnd));
      expect(await answerIn(text)).toEqual(expected);
      expect(await answerIn(...singleBytes(text))).toEqual(expected);
    });

    it('may have comments between them', async () => {
      expect(await answerIn(Buffer.from(withComments(stream)))).toEqual(expected);
    });

    it('may have their JSON over many lines of data', async () => {
      expect(await answerIn(Buffer.from(withDataOverLines(stream)))).toEqual(expected);
    });

    if (expected.usage !== null) {
      it.each(Object.entries(EMPTY_COUNTS))(
        'may have %s behind their counts, which hold',
        async (_, change) => {
          expect(await answerIn(Buffer.from(withCountsAgain(stream, change)))).toEqual(expected);
        },
      );
    }

    it('may lack the end marker, where the provider has one', async () => {
      expect(await answerIn(Buffer.from(withoutEndMarker(stream)))).toEqual(expected);
    });

    it.each(Object.entries(name === 'plain' ? LINE_ENDS : { LF: '\n' }))(
      'are no answer, cut at any of them with %s for line ends, before all of it has come',
      async (_, lineEnd) => {
        const sent = Buffer.from(stream.replaceAll('\n', lineEnd));
        const wrong: string[] = [];
        for (const [at, allowed] of progressAt(stream, lineEnd).entries()) {
          if (at % everyByte !== 0) continue;
          const progress = progressIn(await read(sent.subarray(0, at)), fixture, entry);
          if (!(allowed as string[]).includes(progress)) wrong.push(`cut at ${at}: ${progress}`);
        }
        expect(wrong).toEqual([]);
      },
      MANY_CALLS_MS,
    );
  });
}

/** How far a cut stream came for its reader; anything but a `Progress` says what is wrong. */
function progressIn({ parts, error }: ReadParts, { expected }: AnswerFixture, entry: ContractEntry): string {
  const isFinished = parts.some(({ type }) => type === 'finished');
  if (error !== null) {
    if (isFinished) return 'failed behind its finished part';
    const code = codeOfFailure(error, entry);
    return code === 'provider.invalid_response' ? 'unfinished' : code;
  }
  const answer = answerOfParts(parts);
  if (isDeepStrictEqual(answer, expected)) return 'finished';
  const isAllButCounts = isDeepStrictEqual(answer, { ...expected, usage: null });
  return isAllButCounts ? 'finished without usage' : JSON.stringify(answer);
}

function singleBytes(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
}

/** An answer went over a limit; the adapter turns it into its provider's error. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/** An answer broke off after its headers: reset, cut short, silent for too long, or not what its encoding says. */
export class AnswerBrokenError extends Error {
  override readonly name = 'AnswerBrokenError';
}

/** One event of a stream, or the body of a failure; larger ones are none that a provider sends. */
export const MAX_EVENT_BYTES = 1024 * 1024;

/**
 * An event stream is handed on in pieces of this size at most. Readers parse a piece as a whole, so of a larger one a
 * slow caller would keep hundreds of parsed events waiting.
 */
const MAX_PIECE_BYTES = 4096;

const LF = 0x0a;
const CR = 0x0d;

type Piece = Uint8Array<ArrayBuffer>;

/** @throws AnswerTooLargeError */
type PieceCheck = (piece: Piece) => void;

/**
 * The same response, whose body fails with `AnswerTooLargeError` once it has more than `maxBytes`, or where less
 * is enough (one event of a stream, the body of a failure) more than 1 MiB: whoever reads it never buffers more. A body that breaks off fails with
 * `AnswerBrokenError`, unless it was the signal of the request that ended it.
 */
export function boundedBody(response: Response, maxBytes: number, signal?: AbortSignal | null): Response {
  if (response.body === null) return response;
  const isEventStream = /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');
  const maxTotal = response.ok ? maxBytes : Math.min(maxBytes, MAX_EVENT_BYTES);
  const checks = isEventStream ? [totalCheck(maxTotal), eventCheck()] : [totalCheck(maxTotal)];
  const { status, statusText, headers } = response;
  const maxPieceBytes = isEventStream ? MAX_PIECE_BYTES : Infinity;
  const body = checkedBody(response.body, { checks, maxPieceBytes, signal });
  return new Response(body, { status, statusText, headers });
}

interface BodyRules {
  readonly checks: readonly PieceCheck[];
  readonly maxPieceBytes: number;
  readonly signal: AbortSignal | null | undefined;
}

function checkedBody(
  body: ReadableStream<Piece>,
  { checks, maxPieceBytes, signal }: BodyRules,
): ReadableStream<Piece> {
  const reader = body.getReader();
  let rest: Piece | null = null;
  const handOn = (controller: ReadableStreamDefaultController<Piece>, piece: Piece) => {
    const isWhole = piece.byteLength <= maxPieceBytes;
    rest = isWhole ? null : piece.subarray(maxPieceBytes);
    controller.enqueue(isWhole ? piece : piece.subarray(0, maxPieceBytes));
  };
  return new ReadableStream<Piece>(
    {
      async pull(controller) {
        if (rest !== null) {
          handOn(controller, rest);
          return;
        }
        const { done, value } = await reader.read().catch((error: unknown) => {
          throw signal?.aborted ? error : new AnswerBrokenError('the answer broke off', { cause: error });
        });
        if (done) {
          controller.close();
          return;
        }
        try {
          for (const check of checks) check(value);
        } catch (error) {
          await reader.cancel(error);
          throw error;
        }
        handOn(controller, value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

function totalCheck(maxBytes: number): PieceCheck {
  let total = 0;
  return (piece) => {
    total += piece.byteLength;
    if (total > maxBytes) throw new AnswerTooLargeError(`more than ${maxBytes} bytes`);
  };
}

/** An event ends with an empty line; a line with LF, CR or both. */
function eventCheck(): PieceCheck {
  let line = 0;
  let event = 0;
  let isAfterCr = false;
  return (piece) => {
    for (let index = 0; index < piece.byteLength; index += 1) {
      const byte = piece[index];
      if (byte === LF && isAfterCr) {
        isAfterCr = false;
        continue;
      }
      isAfterCr = byte === CR;
      const isBreak = byte === LF || byte === CR;
      if (!isBreak) event += 1;
      else if (line === 0) event = 0;
      line = isBreak ? 0 : line + 1;
      if (event > MAX_EVENT_BYTES) throw new AnswerTooLargeError('an event of more than 1 MiB');
    }
  };
}

/** An answer went over a limit; the adapter turns it into its provider's error. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/** An answer broke off after its headers: reset, cut short, silent for too long, or not what its encoding says. */
export class AnswerBrokenError extends Error {
  override readonly name = 'AnswerBrokenError';
}

/** One line of an event stream; a longer one is no event that a provider sends. */
export const MAX_EVENT_LINE_BYTES = 1024 * 1024;

const LF = 0x0a;
const CR = 0x0d;

type Piece = Uint8Array<ArrayBuffer>;

/** @throws AnswerTooLargeError */
type PieceCheck = (piece: Piece) => void;

/**
 * The same response, whose body fails with `AnswerTooLargeError` once it has more than `maxBytes` or, in an event
 * stream, a line of more than 1 MiB: whoever reads it never buffers more than that. A body that breaks off fails with
 * `AnswerBrokenError`, unless it was the signal of the request that ended it.
 */
export function boundedBody(response: Response, maxBytes: number, signal?: AbortSignal | null): Response {
  if (response.body === null) return response;
  const isEventStream = /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');
  const checks = isEventStream ? [totalCheck(maxBytes), lineCheck()] : [totalCheck(maxBytes)];
  const { status, statusText, headers } = response;
  return new Response(checkedBody(response.body, checks, signal), { status, statusText, headers });
}

function checkedBody(
  body: ReadableStream<Piece>,
  checks: readonly PieceCheck[],
  signal: AbortSignal | null | undefined,
): ReadableStream<Piece> {
  const reader = body.getReader();
  return new ReadableStream<Piece>(
    {
      async pull(controller) {
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
        controller.enqueue(value);
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

function lineCheck(): PieceCheck {
  let line = 0;
  return (piece) => {
    // Only a piece that could end a line of that length is looked at byte by byte.
    if (line + piece.byteLength <= MAX_EVENT_LINE_BYTES) {
      const lastBreak = Math.max(piece.lastIndexOf(LF), piece.lastIndexOf(CR));
      line = lastBreak < 0 ? line + piece.byteLength : piece.byteLength - lastBreak - 1;
      return;
    }
    for (const byte of piece) {
      line = byte === LF || byte === CR ? 0 : line + 1;
      if (line > MAX_EVENT_LINE_BYTES) throw new AnswerTooLargeError('a line of more than 1 MiB');
    }
  };
}

/** An answer went over a limit; the adapter turns it into its provider's error. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/** One line of an event stream; a longer one is no event that a provider sends. */
export const MAX_EVENT_LINE_BYTES = 1024 * 1024;

const LF = 0x0a;
const CR = 0x0d;

/**
 * The same response, whose body fails with `AnswerTooLargeError` once it has more than `maxBytes`, or, in an event
 * stream, a line of more than 1 MiB: whoever reads it never buffers more than that.
 */
export function boundedBody(response: Response, maxBytes: number): Response {
  if (response.body === null) return response;
  const isEventStream = /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');
  const guard = isEventStream ? boundedLines(maxBytes) : boundedBytes(maxBytes);
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(guard), { status, statusText, headers });
}

function boundedBytes(maxBytes: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let total = 0;
  return new TransformStream({
    transform(piece, controller) {
      total += piece.byteLength;
      if (total > maxBytes) throw new AnswerTooLargeError(`more than ${maxBytes} bytes`);
      controller.enqueue(piece);
    },
  });
}

function boundedLines(maxBytes: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let total = 0;
  let line = 0;
  return new TransformStream({
    transform(piece, controller) {
      total += piece.byteLength;
      const lastBreak = Math.max(piece.lastIndexOf(LF), piece.lastIndexOf(CR));
      line = lastBreak < 0 ? line + piece.byteLength : piece.byteLength - lastBreak - 1;
      if (total > maxBytes) throw new AnswerTooLargeError(`more than ${maxBytes} bytes`);
      if (line > MAX_EVENT_LINE_BYTES) throw new AnswerTooLargeError(`a line of more than 1 MiB`);
      controller.enqueue(piece);
    },
  });
}

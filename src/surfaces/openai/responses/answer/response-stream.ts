import { toGatewayError } from '../../../../common/errors.js';
import type { Fields } from '../../../../common/fields.js';
import { toFrame, type Frame } from '../../../../common/http/event-stream.js';
import type { AnswerPart } from '../../../../completions/opened-stream.js';
import type { Completion } from '../../../../port/canonical.js';
import { splitCompletion } from '../../../../port/split-completion.js';
import type { ResponseEvent } from './output-item.js';
import { StreamedResponse, type AskedResponse } from './streamed-response.js';

/** An event as it goes out. */
export type NumberedEvent = ResponseEvent & { readonly sequence_number: number };

/**
 * The events of an answer, numbered from 0: `response.created` and `response.in_progress`, the items, and exactly one of
 * `response.completed`, `response.incomplete` and `response.failed`.
 */
export async function* responseEvents(
  parts: AsyncIterable<AnswerPart>,
  asked: AskedResponse,
): AsyncGenerator<NumberedEvent> {
  let number = 0;
  for await (const event of unnumbered(parts, asked)) {
    const { type, ...fields } = event;
    yield { type, sequence_number: number++, ...fields };
  }
}

async function* unnumbered(
  parts: AsyncIterable<AnswerPart>,
  asked: AskedResponse,
): AsyncGenerator<ResponseEvent> {
  const response = new StreamedResponse(asked);
  try {
    for await (const part of parts) {
      if (part.type === 'chunk') yield* response.take(part.chunk);
      else yield* response.end(part.finishReason, part.usage);
    }
  } catch (error) {
    yield* response.fail(toGatewayError(error));
  }
}

/** An event on the wire; a large one in pieces. */
export function toResponseFrame(event: NumberedEvent): Frame {
  return toFrame({ event: event.type, data: event });
}

/** A whole answer, made as a streamed one is, so that both are the same; of several choices the first. */
export function toWholeResponse(completion: Completion, asked: AskedResponse): Fields {
  const response = new StreamedResponse(asked);
  const reason = completion.choices[0]?.finish_reason ?? 'stop';
  for (const part of splitCompletion(completion, reason)) {
    const events =
      part.type === 'chunk' ? response.take(part.chunk) : response.end(part.finishReason, part.usage);
    Array.from(events); // Only what they come to is told.
  }
  return response.toResponse();
}

import { toErrorEnvelope } from './error-envelope.js';
import { toGatewayError } from '../../common/errors.js';
import type { ServerSentEvent } from '../../common/http/event-stream.js';
import type { AnswerPart } from '../../completions/opened-stream.js';
import { NewMedia } from '../new-media.js';
import { firstChoice, shownText, toSuccessEnvelope, type AnsweredCall } from './agent-envelope.js';
import { TextCollector } from './text-collector.js';
import type { CompletionChunk } from '../../port/canonical.js';

/** One event of a streamed answer; its data is a piece of text or an envelope, with a `LongText` where that is long. */
export type AgentEvent = ServerSentEvent & { readonly event: 'delta' | 'done' | 'error' };

/**
 * The agent surface's events: `delta`s, then exactly one `done`, or one `error` if the answer failed.
 * @param meter told how many characters there are so far: `done` holds them all once more, unpacked. What it throws ends
 * the stream in `error`.
 * @param text what was sent of the answer before.
 * @param media what was told of pictures and sounds before.
 */
export async function* agentEvents(
  parts: AsyncIterable<AnswerPart>,
  call: AnsweredCall,
  meter: (characters: number) => void = () => undefined,
  text = new TextCollector(),
  media = new NewMedia(),
): AsyncGenerator<AgentEvent> {
  let characters = text.length;
  try {
    for await (const part of parts) {
      if (part.type === 'finished') {
        const whole = text.isLong ? text : text.toString();
        const answer = { ...part, providerModel: part.model, text: whole };
        yield { event: 'done', data: toSuccessEnvelope(answer, call) };
        return;
      }
      const piece = pieceOf(part.chunk, media);
      if (piece === '') continue;
      meter((characters += piece.length));
      text.add(piece);
      yield { event: 'delta', data: { text: piece } };
    }
  } catch (error) {
    yield { event: 'error', data: toErrorEnvelope(toGatewayError(error), call) };
  }
}

/** The text in a chunk that this surface shows; '' = none. @param media of the chunks before. */
export function pieceOf(chunk: CompletionChunk, media: NewMedia): string {
  return shownText(firstChoice(chunk.choices)?.delta ?? {}, media);
}

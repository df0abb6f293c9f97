import { toGatewayError } from '../../common/errors.js';
import { asWritten } from '../../common/written-numbers.js';
import type { AnswerPart } from '../../completions/opened-stream.js';
import { saysMoreThanCounts } from '../../port/beside-counts.js';
import type { CompletionChunk } from '../../port/canonical.js';
import type { StreamWish } from './stream-options.js';
import { toToldUsage } from './told-usage.js';
import { toOpenAiError, type OpenAiErrorBody } from './openai-errors.js';

/** What stands behind `data: ` in a streamed answer, one a frame. */
export type ChatFrame = CompletionChunk | OpenAiErrorBody | typeof DONE;

/** The last frame of a good answer, and of no other. */
export const DONE = Symbol('[DONE]');

/** A frame on the wire. */
export function toChatFrame(frame: ChatFrame): string {
  return frame === DONE ? 'data: [DONE]\n\n' : `data: ${JSON.stringify(asWritten(frame))}\n\n`;
}

/**
 * The chunks as the provider sent them, then usage in a chunk of its own where the caller asked for it, then `DONE`; an
 * answer that fails ends in one error, and without `DONE`. Some SDKs refuse usage that they did not ask for, be it
 * `null`; what stands beside it is told all the same. A caller who asked for the counts of each chunk gets them there.
 * @param saysNothing a choice for that: programs that asked for no counts look for a first one in each chunk.
 */
export async function* chatFrames(
  parts: AsyncIterable<AnswerPart>,
  { wantsUsage, wantsEachCount = false }: Omit<StreamWish, 'isStream'>,
  saysNothing: object = { index: 0, delta: {}, finish_reason: null },
): AsyncGenerator<ChatFrame> {
  /** The last chunk, or the one that only counts, without its choices. */
  let counting: CompletionChunk | null = null;
  let served: unknown;
  let hasToldEnd = false;
  try {
    for await (const part of parts) {
      if (part.type === 'finished') {
        if (wantsUsage && !hasToldEnd && part.usage && counting) {
          yield { ...counting, choices: [], usage: toToldUsage(part.usage, served) };
        }
        yield DONE;
        return;
      }
      const { usage, ...chunk } = part.chunk;
      counting = chunk;
      served = chunk.service_tier ?? served;
      const onlyCounts = chunk.choices.length === 0 && usage !== undefined;
      hasToldEnd = wantsEachCount && onlyCounts && usage !== null;
      if (wantsEachCount && usage) yield { ...chunk, usage: toToldUsage(usage, served) };
      // As OpenAI writes it to whom asked; Azure's first chunk has no choice, and what it found in the prompt.
      else if (wantsUsage && usage === null) yield part.chunk;
      else if (!onlyCounts) yield chunk;
      else if (!wantsUsage && saysMoreThanCounts(chunk)) {
        yield { ...chunk, choices: [saysNothing] } as CompletionChunk;
      }
    }
  } catch (error) {
    yield toOpenAiError(toGatewayError(error));
  }
}

import { isObject, type Fields } from '../../common/fields.js';
import type { AnswerPart } from '../../completions/opened-stream.js';
import type { Completion, CompletionChunk } from '../../port/canonical.js';

/** An answer in the older form: as the provider wrote it, without the message that stands for its text in here. */
export function toTextCompletion(completion: Completion): object {
  return inOlderForm(completion, 'message');
}

/** The parts of a stream in the older form. */
export async function* textParts(parts: AsyncIterable<AnswerPart>): AsyncGenerator<AnswerPart> {
  for await (const part of parts) {
    if (part.type === 'finished') yield part;
    else yield { ...part, chunk: inOlderForm(part.chunk, 'delta') as CompletionChunk };
  }
}

function inOlderForm(answer: Completion | CompletionChunk, said: 'message' | 'delta'): object {
  const choices = (answer.choices as readonly object[]).map((choice) => {
    const { [said]: message, ...rest } = choice as Fields;
    return 'text' in rest ? rest : { text: textOf(message), ...rest };
  });
  const { object } = answer as unknown as Fields;
  // some servers do not say what it is
  const isOther = typeof object !== 'string' || object.startsWith('chat.');
  return { ...answer, ...(isOther && { object: 'text_completion' }), choices };
}

function textOf(message: unknown): string {
  const content = isObject(message) ? message['content'] : null;
  return typeof content === 'string' ? content : '';
}

import { isObject, type Fields } from '../../../common/fields.js';
import type { AnswerPart } from '../../../completions/opened-stream.js';
import type { Completion, CompletionChunk, CompletionUsage, NativeEvent } from '../../../port/canonical.js';
import { nameOr } from '../../name-or.js';
import { toPromptFeedback } from './finish-reason.js';
import { StreamedCandidate, type AskedAnswer } from './streamed-candidate.js';
import { toUsageMetadata } from './to-usage-metadata.js';

/** A chunk of a streamed answer. */
export interface GeneratedChunk {
  readonly fields: Fields;
  /** The same as its provider wrote it; left out where it was made, or changed, here. */
  readonly text?: string;
}

/**
 * The chunks of a streamed answer. Those of a provider that speaks this API go out as they came; of others: what is said,
 * and at its good end one with the calls of functions, the reasons and all counts. Throws what the answer fails with.
 */
export async function* generateChunks(
  parts: AsyncIterable<AnswerPart>,
  asked: AskedAnswer,
): AsyncGenerator<GeneratedChunk> {
  const answer = new GrowingAnswer(asked);
  for await (const part of parts) {
    if (part.events) yield* part.events.flatMap(ownChunk);
    else if (part.type === 'chunk') for (const fields of answer.take(part.chunk)) yield { fields };
    else yield { fields: answer.end(part.finishReason, part.usage) };
  }
}

function ownChunk({ data, text }: NativeEvent): GeneratedChunk[] {
  return isObject(data) ? [{ fields: data, ...(text !== undefined && { text }) }] : [];
}

/** A whole answer in Gemini's words. */
export function toGenerated(completion: Completion, asked: AskedAnswer): Fields {
  const answer = new GrowingAnswer(asked);
  const { id, model, choices, usage } = completion;
  const said = choices.flatMap((choice) =>
    answer.takePiece({ id, model }, choice, choice.message as unknown as Fields),
  );
  return answer.whole(said, usage ?? null);
}

interface Said {
  readonly index: number;
  readonly parts: readonly Fields[];
}

class GrowingAnswer {
  private readonly candidates = new Map<number, StreamedCandidate>();
  /** What the answer, and who gave it, are called; empty = their provider has not said. */
  private responseId = '';
  private modelVersion = '';

  constructor(private readonly asked: AskedAnswer) {}

  *take(chunk: CompletionChunk): Generator<Fields, void> {
    const said = chunk.choices.flatMap((choice) =>
      this.takePiece(chunk, choice, choice.delta as unknown as Fields),
    );
    const told = byCandidate(said);
    if (told.length === 0) return;
    const candidates = told.map(({ index, parts }) => ({ content: { role: 'model', parts }, index }));
    yield this.answer(candidates, chunk.usage ?? null);
  }

  takePiece(
    { id, model }: Pick<CompletionChunk, 'id' | 'model'>,
    choice: { readonly index: number },
    delta: Fields,
  ): Said[] {
    this.responseId = nameOr(id, this.responseId);
    this.modelVersion = nameOr(model, this.modelVersion);
    const candidate = this.candidates.get(choice.index) ?? new StreamedCandidate(choice.index, this.asked);
    this.candidates.set(choice.index, candidate);
    return [{ index: choice.index, parts: candidate.take(choice, delta) }];
  }

  end(reason: string, usage: CompletionUsage | null): Fields {
    const all = this.inOrder();
    return this.answer(
      all.map((candidate) => candidate.lastOfStream(reason)),
      usage,
    );
  }

  /** What was said, and its end, as one. */
  whole(said: readonly Said[], usage: CompletionUsage | null): Fields {
    const candidates = this.inOrder().map((candidate) => {
      const { content, ...last } = candidate.last(null);
      const before = said.filter(({ index }) => index === candidate.index).flatMap(({ parts }) => parts);
      const { parts: after } = content as { readonly parts: readonly Fields[] };
      return { content: { role: 'model', parts: joined([...before, ...after]) }, ...last };
    });
    return this.answer(candidates, usage);
  }

  private inOrder(): StreamedCandidate[] {
    return [...this.candidates.values()].toSorted((one, other) => one.index - other.index);
  }

  private answer(candidates: readonly Fields[], usage: CompletionUsage | null): Fields {
    const counts = toUsageMetadata(usage);
    const first = this.candidates.get(0);
    const { modelVersion, responseId } = this;
    return {
      candidates,
      ...(first?.isBlocked && { promptFeedback: toPromptFeedback(first.end, first.whyNot) }),
      ...(counts && { usageMetadata: counts }),
      ...(modelVersion !== '' && { modelVersion }),
      ...(responseId !== '' && { responseId }),
    };
  }
}

/** What a chunk says, once for each candidate: clients read the first of the list as the first of the answer. */
function byCandidate(said: readonly Said[]): readonly Said[] {
  const told = said.filter(({ parts }) => parts.length > 0);
  if (told.length < 2) return told;
  const all = new Map<number, Fields[]>();
  for (const { index, parts } of told) all.set(index, [...(all.get(index) ?? []), ...parts]);
  const indexes = [...all.keys()].toSorted((one, other) => one - other);
  return indexes.map((index) => ({ index, parts: all.get(index) ?? [] }));
}

/** In a whole answer, the signature of a text stands on it. */
function joined(parts: readonly Fields[]): Fields[] {
  const signature = parts.find(isBareSignature);
  const last = parts.findLastIndex(({ text, thought }) => Boolean(text) && thought !== true);
  if (!signature || last === -1) return [...parts];
  const { thoughtSignature } = signature;
  return parts
    .map((part, at) => (at === last ? { ...part, thoughtSignature } : part))
    .filter((part) => part !== signature);
}

function isBareSignature({ text, thought, thoughtSignature }: Fields): boolean {
  return text === '' && thought !== true && thoughtSignature !== undefined;
}

import type { Completion } from '../../port/canonical.js';

/** OpenAI's words for why a choice ended: strict readers know no other. */
export type FinishReason = Completion['choices'][number]['finish_reason'];

/** Why a translated choice ended. Which reason is which, and which is a failure: docs/adr/0018-why-an-answer-ends.md. */
export interface TranslatedEnd {
  readonly finishReason: FinishReason;
  /** In the provider's own words. */
  readonly nativeReason: string;
}

/** The fields of a choice that say so; the second one has the name that OpenRouter gave it. `null` = it goes on. */
export function endFields(end: TranslatedEnd | null): {
  readonly finish_reason: FinishReason | null;
  readonly native_finish_reason?: string;
} {
  if (end === null) return { finish_reason: null };
  return { finish_reason: end.finishReason, native_finish_reason: end.nativeReason };
}

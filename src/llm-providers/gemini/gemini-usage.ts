import type { CompletionUsage } from '../../port/canonical.js';
import { firstTokenCount, tokenCountIn } from '../../port/token-count.js';
import { toCanonicalUsage } from '../upstream/usage/canonical-usage.js';
import { isObject, objectsOf, type Fields } from '../upstream/wire-fields.js';

/**
 * Gemini counts apart what the canonical form counts together: prompt and results of its own tools, text and
 * thoughts; servers of the same wire may count the thoughts inside, and the total tells. Cached tokens, sound and
 * images are parts of the prompt. What is not reported stays absent, what is not read travels on; `null` = no count at
 * all. Source: googleapis/js-genai src/types.ts, Portkey-AI/gateway, read 2026-11-23.
 */
export function fromUsageMetadata(metadata: unknown): CompletionUsage | null {
  if (!isObject(metadata)) return null;
  const {
    promptTokenCount: prompt,
    candidatesTokenCount,
    responseTokenCount,
    totalTokenCount: total,
    thoughtsTokenCount,
    cachedContentTokenCount,
    toolUsePromptTokenCount: toolUse,
    promptTokensDetails,
    toolUsePromptTokensDetails,
    candidatesTokensDetails,
    ...others
  } = metadata;
  const thoughts = tokenCountIn(thoughtsTokenCount);
  const cached = tokenCountIn(cachedContentTokenCount);
  const shown = [promptTokensDetails, toolUsePromptTokensDetails].flatMap(objectsOf);
  return toCanonicalUsage({
    counts: {
      prompt: tokenCountIn(prompt),
      completion: firstTokenCount(candidatesTokenCount, responseTokenCount),
      total: tokenCountIn(total),
      promptParts: [
        { tokens: cached, isBeside: false },
        { tokens: tokenCountIn(toolUse), isBeside: true },
      ],
      completionParts: [{ tokens: thoughts, isBeside: true }],
    },
    promptDetails: { cached_tokens: cached, ...byModality(shown) },
    completionDetails: { reasoning_tokens: thoughts, ...byModality(objectsOf(candidatesTokensDetails)) },
    others,
  });
}

/** What costs something else than text, where Gemini tells it apart: `[{modality: "AUDIO", tokenCount: 40}]`. */
function byModality(details: readonly Fields[]): Fields {
  const tokensOf = (name: string) => {
    const counts = details
      .filter(({ modality }) => modality === name)
      .map(({ tokenCount }) => tokenCountIn(tokenCount))
      .filter((count) => count !== null);
    return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count);
  };
  return { audio_tokens: tokensOf('AUDIO'), image_tokens: tokensOf('IMAGE') };
}

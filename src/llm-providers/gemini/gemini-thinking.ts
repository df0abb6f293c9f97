type Fields = Readonly<Record<string, unknown>>;

/** Gemini 2.5 counts tokens. Source: ai.google.dev/gemini-api/docs/openai, read 2026-11-23. */
const BUDGETS: Readonly<Record<string, number>> = Object.freeze({
  none: 0,
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 24_576,
  max: 24_576,
});

/** Levels of Gemini 3 and later; efforts above the highest become the highest. */
const LEVELS: Readonly<Record<string, string>> = Object.freeze({
  minimal: 'minimal',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'high',
  max: 'high',
});

/** Seen to take `minimal`: kolega-ai/kolega-code#313. The others refuse it, or are not known to take it. */
const KNOWS_MINIMAL = /^gemini-(3\.5-flash-lite|3\.6-flash)/;

const HAS_LEVELS = /^gemini-([3-9]|[1-9]\d|(flash|flash-lite|pro)-latest$)/;

/** Gemini 3 and later, which think at levels and check signatures. */
export function hasThinkingLevels(model: string): boolean {
  return HAS_LEVELS.test(model);
}

/**
 * What `reasoning_effort` means to a model; `null` = nothing that is known. Budget and level exclude each other. Who asks
 * for thinking gets what was thought; by itself Gemini tells none of it (googleapis/js-genai src/types.ts,
 * `ThinkingConfig.includeThoughts`, read 2026-11-23).
 */
export function thinkingConfig(model: string, effort: unknown): Fields | null {
  const extent = extentOf(model, effort);
  return extent && effort !== 'none' ? { ...extent, includeThoughts: true } : extent;
}

/** Asked to think as little as it can, a model that knows no such level is asked to think little. */
export function knowsNoMinimum(model: string, effort: unknown): boolean {
  return effort === 'minimal' && extentOf(model, effort)?.['thinkingLevel'] === 'low';
}

/** Efforts beyond the highest that Gemini has. */
export function isBeyondHigh(effort: unknown): boolean {
  return effort === 'xhigh' || effort === 'max';
}

function extentOf(model: string, effort: unknown): Fields | null {
  if (typeof effort !== 'string') return null;
  if (model.startsWith('gemini-2.5')) {
    return Object.hasOwn(BUDGETS, effort) ? { thinkingBudget: BUDGETS[effort] } : null;
  }
  if (!hasThinkingLevels(model) || !Object.hasOwn(LEVELS, effort)) return null;
  return { thinkingLevel: effort === 'minimal' && !KNOWS_MINIMAL.test(model) ? 'low' : LEVELS[effort] };
}

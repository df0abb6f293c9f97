import type { ModelCapabilities } from '../port/model-capabilities.js';

/** What a model can do; `null` = not known. */
export interface DescribedCapabilities {
  /** Calls functions. */
  readonly tools: boolean | null;
  /** Sees images. */
  readonly vision: boolean | null;
  /** Thinks before it answers. */
  readonly reasoning: boolean | null;
  /** Writes JSON by a schema. */
  readonly structured_output: boolean | null;
}

/** Of several sources, the first that knows. */
export function describeCapabilities(
  ...sources: readonly (ModelCapabilities | undefined)[]
): DescribedCapabilities {
  const known = (name: keyof ModelCapabilities) =>
    sources.map((source) => source?.[name]).find((value) => value !== undefined) ?? null;
  return {
    tools: known('tools'),
    vision: known('vision'),
    reasoning: known('reasoning'),
    structured_output: known('structuredOutput'),
  };
}

import type { Fields } from '../../upstream/wire-fields.js';

/** OpenAI refuses less. Source: openai/openai-openapi 2.3.0, `max_output_tokens`, read 2026-11-23. */
export const MIN_OUTPUT_TOKENS = 16;

/** The limit that a canonical request asks for, in tokens; of two the newer name's. `null` = none. */
export function outputLimitOf(request: object): number | null {
  const { max_completion_tokens: newer, max_tokens: older } = request as Fields;
  const asked = newer ?? older;
  return typeof asked === 'number' ? asked : null;
}

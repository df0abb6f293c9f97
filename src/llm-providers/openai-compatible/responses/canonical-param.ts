/** By how names of parameters begin in the Responses API, and what they are called in chat completions. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^input(?=[.[]|$)/, 'messages'],
  [/^max_output_tokens$/, 'max_completion_tokens'],
  [/^reasoning\b.*/, 'reasoning_effort'],
  // Thoughts are asked for beside an effort alone.
  [/^include\b.*/, 'reasoning_effort'],
  [/^text\.verbosity$/, 'verbosity'],
  [/^text\.format/, 'response_format'],
];

/** What a failure of the Responses API names, as callers in canonical words know it. */
export function canonicalParam(param: string): string {
  const [known, name] = NAMES.find(([pattern]) => pattern.test(param)) ?? [];
  return known && name !== undefined ? param.replace(known, name) : param;
}

/** Where providers put the thoughts of an answer. Several of them hold the same thoughts; the longest one counts. */
const THOUGHTS = ['reasoning_content', 'reasoning', 'reasoning_details', 'thinking_blocks'] as const;
const WORDS = ['content', 'refusal', 'tool_calls', 'function_call'] as const;

/** Keys whose strings are no words: labels, signatures, and sounds, pictures and files in letters. */
const NO_WORDS: ReadonlySet<string> = new Set([
  'type',
  'id',
  'role',
  'format',
  'signature',
  'data',
  'url',
  'file_data',
]);

const MAX_DEPTH = 8;

/**
 * Characters of a delta or a message that were written by the model: text, refusal, thoughts, names and arguments of
 * tool calls. For estimates of what was not counted.
 */
export function answerCharacters(message: object | null | undefined): number {
  if (!message) return 0;
  const fields = message as Readonly<Record<string, unknown>>;
  let words = 0;
  for (const key of WORDS) if (fields[key]) words += wordCharacters(fields[key]);
  let thoughts = 0;
  for (const key of THOUGHTS) if (fields[key]) thoughts = Math.max(thoughts, wordCharacters(fields[key]));
  return words + thoughts;
}

/** Characters of all strings in a value, but for those that are no words; of keys, none. */
export function wordCharacters(value: unknown, depth = 0): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return 0;
  let sum = 0;
  for (const [key, inner] of Object.entries(value))
    if (!NO_WORDS.has(key)) sum += wordCharacters(inner, depth + 1);
  return sum;
}

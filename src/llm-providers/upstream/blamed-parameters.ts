import type { CompletionRequest } from '../../port/canonical.js';

/** What the adapters add on their own way to the wire. */
const ADDED_ON_THE_WIRE = ['stream', 'stream_options'] as const;

/** Names of other wires for fields of a request; camelCase of a field's own name is understood without this. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = Object.freeze({
  max_tokens: ['max_output_tokens', 'maxOutputTokens', 'max_new_tokens'],
  max_completion_tokens: ['max_output_tokens', 'maxOutputTokens'],
  stop: ['stop_sequences', 'stopSequences'],
  response_format: ['responseMimeType', 'response_mime_type', 'responseSchema', 'response_schema'],
  reasoning_effort: ['thinkingConfig', 'thinking_config', 'thinking'],
});

const MAX_CHARACTERS = 4_000;

/**
 * The fields of a request, by their names at the top level, that a provider names in a refusal: in the path of the
 * field at fault, or as a whole word in its message. Fields that were not sent are left out.
 */
export function blamedParameters(
  request: CompletionRequest,
  { param, message }: { readonly param?: unknown; readonly message?: unknown },
): string[] {
  const said = [param, message].filter((text) => typeof text === 'string');
  const words = new Set(said.flatMap((text) => text.slice(0, MAX_CHARACTERS).match(/\w+/g) ?? []));
  const fields = new Set([...Object.keys(request), ...ADDED_ON_THE_WIRE]);
  return [...fields].filter((field) => namesOf(field).some((name) => words.has(name)));
}

function namesOf(field: string): string[] {
  const others = Object.hasOwn(OTHER_NAMES, field) ? (OTHER_NAMES[field] ?? []) : [];
  return [field, toCamelCase(field), ...others];
}

function toCamelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

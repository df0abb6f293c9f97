import type { CompletionRequest } from '../../port/canonical.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';
import { toAnthropicSchema } from './to-anthropic-schema.js';

/** Formats of an answer that the Messages API has: any text, or JSON by a schema. */
export function isKnownFormat(format: unknown): boolean {
  return isObject(format) && (format['type'] === 'text' || schemaIn(format) !== null);
}

/**
 * The wish for an answer by a schema, in Anthropic's words, beside what the caller wrote in these already.
 * Source: platform.claude.com/docs, Structured outputs (`output_config.format`), read 2026-11-28.
 */
export function toOutputConfig(request: CompletionRequest): { readonly output_config?: Fields } {
  const { response_format: format, output_config: own } = request as Fields & CompletionRequest;
  const schema = isObject(format) ? schemaIn(format) : null;
  if (schema === null) return {};
  const wish = { type: 'json_schema', schema: toAnthropicSchema(schema) };
  return { output_config: { format: wish, ...(isObject(own) && own) } };
}

function schemaIn({ type, json_schema: named }: Fields): Fields | null {
  const schema = type === 'json_schema' && isObject(named) ? named['schema'] : null;
  return isObject(schema) ? schema : null;
}

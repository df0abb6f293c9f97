import { describedSchema } from '../upstream/described-schema.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';
import { toAnthropicSchema } from './to-anthropic-schema.js';

/** Formats of an answer that the Messages API has: any text, or JSON by a schema. */
export function isKnownFormat(format: unknown): boolean {
  return isObject(format) && (format['type'] === 'text' || schemaIn(format) !== null);
}

/** Source: @anthropic-ai/sdk 1.12.0, `OutputConfig.effort`, read 2026-11-23. */
const EFFORTS: ReadonlySet<unknown> = new Set(['low', 'medium', 'high', 'xhigh', 'max']);

/** Efforts that can be put in words of the Messages API. */
export function isKnownEffort(effort: unknown): boolean {
  return EFFORTS.has(effort) || isLeastEffort(effort);
}

/** Less than the API's lowest effort, which is sent for it: left out, the effort would be high. */
export function isLeastEffort(effort: unknown): boolean {
  return effort === 'minimal';
}

/**
 * The wishes for an answer by a schema, and for an effort, in Anthropic's words, beside what the caller wrote in these
 * already. Source: docs.cloud.google.com, Structured outputs with Anthropic Claude models (`output_config.format`), read
 * 2026-11-28; not tried on the live service.
 */
export function toOutputConfig(request: object): { readonly output_config?: Fields } {
  const { response_format: format, reasoning_effort: effort, output_config: own } = request as Fields;
  const schema = isObject(format) ? schemaIn(format) : null;
  if (schema === null && !isKnownEffort(effort)) return {};
  const wish = {
    ...(isKnownEffort(effort) && { effort: isLeastEffort(effort) ? 'low' : effort }),
    ...(schema !== null && { format: { type: 'json_schema', schema: toAnthropicSchema(schema) } }),
  };
  return { output_config: { ...wish, ...(isObject(own) && own) } };
}

/** The schema of a format, with its description; `null` = it has none. */
export function schemaIn({ type, json_schema: named }: Fields): Fields | null {
  return type === 'json_schema' && isObject(named) ? describedSchema(named) : null;
}

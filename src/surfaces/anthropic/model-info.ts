import type { ServedBy } from '../served-models.js';

/** A model in Anthropic's shape. Source: @anthropic-ai/sdk 1.14.0, resources/models, read 2026-11-29. */
export interface ModelInfo {
  readonly type: 'model';
  /** As `/v1/messages` takes it: `provider/model`, or the name of a route. */
  readonly id: string;
  readonly display_name: string;
  /** RFC 3339; the beginning of the Unix epoch = not known. */
  readonly created_at: string;
  /** Tokens that it takes in one request, at most; `null` = not known. */
  readonly max_input_tokens: number | null;
  /** Tokens that it writes in one answer, at most; `null` = not known. */
  readonly max_tokens: number | null;
  /** `null` = not known: of few models it is known of each capability that this API names. */
  readonly capabilities: null;
  readonly lifecycle: 'active' | 'deprecated';
  readonly deprecated_at: null;
  /** RFC 3339, the day on which the provider switches it off. */
  readonly retires_at: string | null;
  readonly line: null;
}

/** The models of a provider, or a route under its own name. */
export function toModelInfos({ models, idOf }: ServedBy): ModelInfo[] {
  return models.map((model) => ({
    type: 'model',
    id: idOf(model.id),
    display_name: idOf(model.id),
    created_at: new Date((model.created ?? 0) * 1_000).toISOString(),
    max_input_tokens: model.context_window,
    max_tokens: model.max_output_tokens,
    capabilities: null,
    lifecycle: model.shutdown_date === null ? 'active' : 'deprecated',
    deprecated_at: null,
    retires_at: model.shutdown_date === null ? null : `${model.shutdown_date}T00:00:00Z`,
    line: null,
  }));
}

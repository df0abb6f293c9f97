import type { DescribedModel } from '../describe-models.js';
import type { ServedBy } from '../served-models.js';

/** A model in OpenAI's shape, with what the gateway knows of it in further fields; `null` = not known, or none. */
export interface ModelObject {
  /** As `/v1/chat/completions` takes it: `provider/model`, or the name of a route. */
  readonly id: string;
  readonly object: 'model';
  /** Seconds since the Unix epoch; 0 = not known. */
  readonly created: number;
  /** Id of the provider, or of the route. */
  readonly owned_by: string;
  readonly alias_of: string | null;
  /** Tokens that it takes in one request, at most. */
  readonly context_length: number | null;
  /** Tokens that it writes in one answer, at most. */
  readonly max_output_tokens: number | null;
  readonly pricing: DescribedModel['prices'];
  readonly capabilities: DescribedModel['capabilities'];
  /** YYYY-MM-DD, the day on which the provider switches it off. */
  readonly shutdown_date: string | null;
  /** What to ask for instead. */
  readonly replacement: string | null;
  /** Parameters that it does not take as they are, and why. */
  readonly adapted_parameters: DescribedModel['parameters'];
}

/** The models of a provider, or a route under its own name. */
export function toModelObjects({ owner, models, idOf }: ServedBy): ModelObject[] {
  return models.map((model) => ({
    id: idOf(model.id),
    object: 'model',
    created: model.created ?? 0,
    owned_by: owner,
    alias_of: model.alias_of === null ? null : idOf(model.alias_of),
    context_length: model.context_window,
    max_output_tokens: model.max_output_tokens,
    pricing: model.prices,
    capabilities: model.capabilities,
    shutdown_date: model.shutdown_date,
    replacement: model.rerouted_to ?? model.replacements[0] ?? null,
    adapted_parameters: model.parameters,
  }));
}

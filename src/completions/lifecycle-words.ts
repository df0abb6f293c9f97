import { GatewayError } from '../common/errors.js';
import type { ModelLifecycle, ProviderDefinition } from '../port/provider-definition.js';
import type { CompletionWarning } from './completion-warning.js';

/** A model by its name at a provider. */
export interface NamedModel {
  readonly definition: ProviderDefinition;
  readonly providerModel: string;
  readonly lifecycle: ModelLifecycle;
}

/** "gpt-6-luna", or "gpt-6.1-sol or gpt-5.6-sol". */
export function replacementsText({ replacements }: Pick<ModelLifecycle, 'replacements'>): string {
  return replacements.join(' or ');
}

/** @param model as the caller named it. */
export function modelGone({ definition, providerModel, lifecycle }: NamedModel, model: string): GatewayError {
  const name = model === providerModel ? `"${model}"` : `"${model}" (an alias of "${providerModel}")`;
  return new GatewayError(
    'model.not_found',
    `${definition.displayName} API error: the model ${name} was switched off on ${lifecycle.shutdownDate}. ` +
      advice(definition, lifecycle),
    { param: 'model' },
  );
}

/** A provider's list tells dates, and no replacements. */
function advice({ id }: ProviderDefinition, lifecycle: ModelLifecycle): string {
  return lifecycle.replacements.length > 0
    ? `Ask for ${replacementsText(lifecycle)} instead.`
    : `GET /agents/llm-providers/${id}/models lists those that are there.`;
}

/** It ends on a day, or has ended and is asked for all the same. */
export function deprecation(model: NamedModel, isGone: boolean): CompletionWarning {
  const { definition, providerModel, lifecycle } = model;
  const verb = isGone ? 'announced the end of' : 'switches off';
  return warning(model, `${definition.displayName} ${verb} ${providerModel} on ${lifecycle.shutdownDate}`);
}

/** The provider takes its name, and answers by another model. */
export function rerouting(model: NamedModel, nowMs: number): CompletionWarning {
  const { definition, providerModel, lifecycle } = model;
  const what = `${definition.displayName} answers requests for ${providerModel} with ${lifecycle.reroutedTo}`;
  return warning(model, `${what}${since(lifecycle.reroutedOn, nowMs)}`);
}

function since(day: string | undefined, nowMs: number): string {
  if (day === undefined) return '';
  return nowMs < Date.parse(day) ? ` from ${day} on` : ` since ${day}`;
}

function warning({ providerModel, lifecycle }: NamedModel, what: string): CompletionWarning {
  const instead = lifecycle.replacements.length > 0 ? `; ask for ${replacementsText(lifecycle)} instead` : '';
  return { model: providerModel, action: 'deprecated', reason: `${what}${instead}.` };
}

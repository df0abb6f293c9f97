import {
  followAliases,
  isOver,
  lifecycleOf,
  replacementsText,
  type LifecycleView,
} from '../../completions/model-resolver.js';
import type { LlmProvider } from '../../port/llm-provider.js';
import type { ModelLifecycle } from '../../port/provider-definition.js';

/**
 * What the operator should know at the start: a sentence for each model that has an end announced, is gone or is
 * answered by another, and that the provider's default or an alias stands for. Says the names, the model, the day and
 * what to use instead.
 */
export function endingNames(provider: LlmProvider, { nowMs, reported }: LifecycleView): string[] {
  const { definition, settings } = provider;
  const { defaultModel, modelAliases } = settings;
  const names = new Set([defaultModel, ...modelAliases.keys(), ...Object.keys(definition.modelAliases)]);
  const targetOf = (name: string) => followAliases(name, modelAliases, definition.modelAliases).providerModel;
  return [...Map.groupBy(names, targetOf)].flatMap(([model, namesOfModel]) => {
    const lifecycle = lifecycleOf(model, definition, reported);
    const end = lifecycle && endOf(lifecycle, nowMs);
    if (!end) return [];
    const subject = subjectOf(namesOfModel, model, defaultModel);
    return `${definition.displayName}: ${subject} ${end}.${insteadOf(lifecycle)}`;
  });
}

/** `the default model acme-0`, or `the default model small and the alias mine stand for acme-0, which`. */
function subjectOf(names: readonly string[], model: string, defaultModel: string): string {
  const subject = names
    .map((name) => (name === defaultModel ? `the default model ${name}` : `the alias ${name}`))
    .join(' and ');
  if (names.length === 1 && names[0] === model) return subject;
  return `${subject} ${names.length === 1 ? 'stands' : 'stand'} for ${model}, which`;
}

/** `null` = none is announced. */
function endOf({ shutdownDate, reroutedTo, reroutedOn }: ModelLifecycle, nowMs: number): string | null {
  if (reroutedTo !== undefined) {
    const isToCome = reroutedOn !== undefined && nowMs < Date.parse(reroutedOn);
    return isToCome
      ? `will be answered by ${reroutedTo} from ${reroutedOn} on`
      : `is answered by ${reroutedTo}${reroutedOn === undefined ? '' : ` since ${reroutedOn}`}`;
  }
  if (shutdownDate === null) return null;
  return `${isOver(shutdownDate, nowMs) ? 'was' : 'will be'} switched off on ${shutdownDate}`;
}

function insteadOf(lifecycle: ModelLifecycle): string {
  return lifecycle.replacements.length === 0 ? '' : ` Use ${replacementsText(lifecycle)} instead.`;
}

import type { ReportedEnd } from '../../completions/reported-ends.js';
import type { ListedModel } from '../../port/llm-provider.js';

/** The ends of models by their names. */
export type EndsByModel = ReadonlyMap<string, ReportedEnd>;

/**
 * What a list says of the ends of its models.
 * @param before what the list before it said: an end that did not change was read back then.
 * @param nowMs milliseconds since the Unix epoch.
 */
export function endsInList(models: readonly ListedModel[], before: EndsByModel, nowMs: number): EndsByModel {
  const readOn = new Date(nowMs).toISOString().slice(0, 10);
  const ends = models.flatMap(({ id, shutdownDate }) => {
    if (shutdownDate === undefined) return [];
    const known = before.get(id);
    const isKnown = known?.shutdownDate === shutdownDate;
    return [[id, isKnown ? known : { shutdownDate, readOn }] as const];
  });
  return new Map(ends);
}

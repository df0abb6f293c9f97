import type { Fields } from '../../../common/fields.js';
import { filterMembers, mapMembers } from '../../../common/written-numbers.js';
import type { CompletionUsage } from '../../../port/canonical.js';
import { tokenCountIn } from '../../../port/token-count.js';
import { settleCounts, type ReportedCounts } from './settle-counts.js';

/** What a provider reported of an answer’s tokens, taken apart by its adapter. */
export interface ReportedUsage {
  readonly counts: ReportedCounts;
  /** Parts of the prompt by their canonical names; `null` and left out = not reported. */
  readonly promptDetails: Fields;
  /** Likewise of the completion. */
  readonly completionDetails: Fields;
  /** What else the provider wrote; it travels on as it is. */
  readonly others: Fields;
}

/**
 * The canonical usage, in tokens: parts inside of the counts that they belong to (`settleCounts`). What was not reported
 * is left out. `null` = nothing was. Never throws.
 */
export function toCanonicalUsage(reported: ReportedUsage): CompletionUsage | null {
  const { prompt, completion, total } = settleCounts(reported.counts);
  const usage = known({
    ...reported.others,
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: total,
    prompt_tokens_details: group(reported.promptDetails),
    completion_tokens_details: group(reported.completionDetails),
  });
  return Object.keys(usage).length === 0 ? null : (usage as unknown as CompletionUsage);
}

function group(details: Fields): Fields | null {
  const said = known(mapMembers(details, countRead));
  return Object.keys(said).length === 0 ? null : said;
}

/** A part that is no count is not reported: nothing could be priced by it. */
function countRead(name: string, value: unknown): unknown {
  return name.endsWith('_tokens') ? tokenCountIn(value) : value;
}

function known(fields: Fields): Fields {
  return filterMembers(fields, (_name, value) => value !== null && value !== undefined);
}

import type { AttemptReason } from '../../completions/attempt-reason.js';
import type { AttemptReport, CallReport } from '../../completions/completion-outcome.js';
import type { CompletionWarning } from '../../completions/completion-warning.js';
import { COST_PARTS, costPartsUsd, type CostPartsUsd } from '../../pricing/cost-parts.js';

/** When an attempt began, in whole milliseconds after its call; why; and the code of the error before it. */
type AttemptDetail = readonly [startMs: number, reason: AttemptReason, after: string | null];

/** What is told of one call beside its sums, as its row keeps it in JSON: names and numbers, never text of a caller's. */
export interface CallDetail {
  /** In the order of the attempts. */
  readonly attempts: readonly AttemptDetail[];
  /** Left out = there were none. */
  readonly warnings?: readonly Omit<CompletionWarning, 'reason'>[];
  /** Left out = there was nothing to keep to. */
  readonly affinity?: CallReport['affinity'];
  /** By prices that are known here; left out = not known. */
  readonly parts?: CostPartsUsd;
}

const MOST_WARNINGS = 20;
/** A caller may name a parameter, or a model, by a text of any kind. */
const NAME = /^[\w.:@/[\]-]{1,100}$/;

/** What of a report its details are made of. */
export interface DetailedCall extends Pick<CallReport, 'affinity'> {
  readonly warnings: readonly Omit<CompletionWarning, 'reason'>[];
  readonly attempts: readonly DetailedAttempt[];
}

export interface DetailedAttempt extends Pick<AttemptReport, 'startedAtMs' | 'reason' | 'after' | 'parts'> {
  /** `null` = it came to nothing that is counted. */
  readonly usage: object | null;
}

/** @param startedMs when the call began, in milliseconds since the Unix epoch. */
export function callDetailOf(report: DetailedCall, startedMs: number): CallDetail {
  const { affinity, attempts, warnings } = report;
  const detail: { -readonly [Name in keyof CallDetail]: CallDetail[Name] } = {
    attempts: attempts.map(({ startedAtMs, reason, after }): AttemptDetail => {
      return [Math.max(0, Math.round(startedAtMs - startedMs)), reason, after];
    }),
  };
  if (warnings.length > 0) detail.warnings = inNames(warnings);
  if (affinity !== null) detail.affinity = affinity;
  const parts = costPartsUsd(partsOf(attempts));
  if (parts !== null) detail.parts = parts;
  return detail;
}

/** The same in JSON. All that is in it are names and numbers, which need no quoting. */
export function callDetailText(report: DetailedCall, startedMs: number): string {
  const { affinity, attempts, warnings } = report;
  let begun = '';
  for (const { startedAtMs, reason, after } of attempts) {
    const startMs = Math.max(0, Math.round(startedAtMs - startedMs));
    begun += `${begun === '' ? '' : ','}[${startMs},"${reason}",${after === null ? null : `"${after}"`}]`;
  }
  let text = `{"attempts":[${begun}]`;
  if (warnings.length > 0) text += `,"warnings":[${warningsText(warnings)}]`;
  if (affinity !== null) text += `,"affinity":"${affinity}"`;
  const parts = costPartsUsd(partsOf(attempts));
  return parts === null ? `${text}}` : `${text},"parts":{${partsText(parts)}}}`;
}

function warningsText(warnings: DetailedCall['warnings']): string {
  let text = '';
  for (const { action, parameter, model } of warnings.slice(0, MOST_WARNINGS)) {
    const named = parameter !== undefined && NAME.test(parameter) ? `,"parameter":"${parameter}"` : '';
    const about = model !== undefined && NAME.test(model) ? `,"model":"${model}"` : '';
    text += `${text === '' ? '' : ','}{"action":"${action}"${named}${about}}`;
  }
  return text;
}

function partsText(parts: CostPartsUsd): string {
  let text = '';
  for (const name of COST_PARTS) {
    const usd = parts[name];
    if (usd !== undefined) text += `${text === '' ? '' : ','}"${name}":"${usd}"`;
  }
  return text;
}

/** Of all attempts that have tokens: the others cost nothing. */
export function partsOf(attempts: readonly Pick<DetailedAttempt, 'usage' | 'parts'>[]) {
  const counted: DetailedAttempt['parts'][] = [];
  for (const { usage, parts } of attempts) if (usage !== null) counted.push(parts);
  return counted;
}

/** Of the same call, priced anew. */
export function withParts(text: string | null, parts: CostPartsUsd | null): string | null {
  if (text === null) return null;
  const { parts: _before, ...others } = JSON.parse(text) as CallDetail;
  return JSON.stringify({ ...others, ...(parts !== null && { parts }) } satisfies CallDetail);
}

/** As many as are kept, without what a caller may have put into words. */
export function inNames(
  warnings: readonly Omit<CompletionWarning, 'reason'>[],
): readonly Omit<CompletionWarning, 'reason'>[] {
  return warnings.slice(0, MOST_WARNINGS).map(withoutWords);
}

function withoutWords({
  action,
  parameter,
  model,
}: Omit<CompletionWarning, 'reason'>): Omit<CompletionWarning, 'reason'> {
  return {
    action,
    ...(parameter !== undefined && NAME.test(parameter) && { parameter }),
    ...(model !== undefined && NAME.test(model) && { model }),
  };
}

/** @param detail `null` = nothing of it is known. */
export function toDetailJson(detail: CallDetail | null) {
  const { warnings = [], affinity = null, parts = null } = detail ?? {};
  return {
    affinity,
    warnings: warnings.map(({ action, parameter = null, model = null }) => ({ action, parameter, model })),
    cost_parts_usd: parts && Object.fromEntries(COST_PARTS.map((name) => [name, parts[name] ?? '0'])),
  };
}

/** Of the attempt at this position. @param startedMs when the call began. */
export function toAttemptDetailJson(detail: CallDetail | null, position: number, startedMs: number) {
  const [startMs, reason, after] = detail?.attempts[position] ?? [null, null, null];
  const started_at = startMs === null ? null : new Date(startedMs + startMs).toISOString();
  return { started_at, reason, after };
}

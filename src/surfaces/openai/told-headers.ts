import type { AnsweringCall } from '../../completions/completion-outcome.js';
import type { CompletionWarning } from '../../completions/completion-warning.js';

/** A header of a few KiB passes every proxy. */
const MAX_WARNINGS_LENGTH = 4_000;

/** What is known of a call beside its answer. */
export interface ToldCall {
  readonly providerId: string;
  readonly providerModel: string;
  readonly attempts: number;
  /** From the request's arrival to now, in milliseconds. */
  readonly ageMs: number;
  /** Of that, spent waiting for providers; `null` = not known. */
  readonly upstreamMs: number | null;
  /** `null` = not known, or not yet. */
  readonly costUsd: string | null;
  readonly warnings: AnsweringCall['warnings'];
}

/** Who answered, at what price and how quickly: for people and dashboards; no program needs them. */
export function toldHeaders(call: ToldCall): Record<string, string> {
  const { providerId, providerModel, attempts, ageMs, upstreamMs, costUsd, warnings } = call;
  return {
    'x-tollgate-provider': providerId,
    'x-tollgate-model': toHeaderText(providerModel),
    'x-tollgate-attempts': String(attempts),
    'openai-processing-ms': String(Math.round(ageMs)),
    ...(upstreamMs !== null && { 'x-tollgate-overhead-ms': Math.max(0, ageMs - upstreamMs).toFixed(1) }),
    ...(costUsd !== null && { 'x-tollgate-cost-usd': costUsd }),
    ...(warnings.length > 0 && { 'x-tollgate-warnings': warningsText(warnings) }),
  };
}

/** A JSON array of as many warnings as there is room for, in ASCII. */
function warningsText(warnings: readonly CompletionWarning[]): string {
  const shown: string[] = [];
  let length = 2;
  for (const warning of warnings) {
    const text = toHeaderText(JSON.stringify(warning));
    length += text.length + 1;
    if (length > MAX_WARNINGS_LENGTH) break;
    shown.push(text);
  }
  return `[${shown.join(',')}]`;
}

/** What is no printable ASCII is escaped as JSON does it. */
function toHeaderText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

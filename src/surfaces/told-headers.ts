import type { AnsweringCall, CallReport } from '../completions/completion-outcome.js';
import type { CompletionWarning } from '../completions/completion-warning.js';
import type { LimitHeaders } from '../port/llm-provider.js';

/** A header of a few KiB passes every proxy. */
const MAX_WARNINGS_LENGTH = 4_000;

/** What the gateway knows of an answer beside what it says. */
export interface ToldAnswer {
  readonly answering: AnsweringCall;
  readonly providerModel: string;
  /** From the request's arrival to now, in milliseconds. */
  readonly ageMs: number;
  /** `null` = not known, or not yet. */
  readonly costUsd: string | null;
}

/** Who answered, at what price and how quickly: for people and dashboards. */
export function answerHeaders(told: ToldAnswer): Record<string, string> {
  const inTurns = answerHeadersInTurns(told);
  const headers: Record<string, string> = {};
  for (let at = 0; at < inTurns.length; at += 2) headers[inTurns[at]!] = inTurns[at + 1]!;
  return headers;
}

/** The same, as names in turn with their values. */
export function answerHeadersInTurns({ answering, providerModel, ageMs, costUsd }: ToldAnswer): string[] {
  const { affinity, target, attempts, upstreamMs, limitHeaders } = answering;
  const headers = [
    'x-tollgate-provider',
    target.provider.definition.id,
    'x-tollgate-model',
    toHeaderText(providerModel),
    'x-tollgate-attempts',
    String(attempts),
    'x-tollgate-overhead-ms',
    Math.max(0, ageMs - upstreamMs).toFixed(1),
  ];
  if (affinity !== null) headers.push('x-tollgate-affinity', affinity);
  if (costUsd !== null) headers.push('x-tollgate-cost-usd', costUsd);
  for (const name in limitHeaders) headers.push(`x-upstream-${name}`, limitHeaders[name]!);
  return headers;
}

/** Whether the answer came from where the last one of its conversation came from. */
export function affinityHeader(affinity: AnsweringCall['affinity']): Record<string, string> {
  return affinity === null ? {} : { 'x-tollgate-affinity': affinity };
}

/** What the gateway changed of the request, or has to say of the model. */
export function warningHeaders({ warnings }: AnsweringCall): Record<string, string> {
  return warnings.length > 0 ? { 'x-tollgate-warnings': knownText(warnings) } : NO_HEADERS;
}

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({});

/** Those about a model are the same list for all of its calls. */
const texts = new WeakMap<readonly CompletionWarning[], string>();

function knownText(warnings: readonly CompletionWarning[]): string {
  const known = texts.get(warnings);
  if (known !== undefined) return known;
  const text = warningsText(warnings);
  texts.set(warnings, text);
  return text;
}

/** How often providers were asked before the call failed, and what the last one said of its limits. */
export function callFailureHeaders(report: CallReport | null): Record<string, string> {
  return {
    'x-tollgate-attempts': String(report?.attempts.length ?? 0),
    ...(report && report.attempts.length > 0 && { 'x-tollgate-provider': report.providerId }),
    ...upstreamHeaders(report?.limitHeaders ?? {}),
  };
}

/** The provider's own headers, under names that say so. */
function upstreamHeaders(headers: LimitHeaders): Record<string, string> {
  const named = Object.entries(headers).map(([name, value]) => [`x-upstream-${name}`, value] as const);
  return Object.fromEntries(named);
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

const UNPRINTABLE = /[^\x20-\x7e]/;

/** What is no printable ASCII is escaped as JSON does it. */
function toHeaderText(text: string): string {
  if (!UNPRINTABLE.test(text)) return text;
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

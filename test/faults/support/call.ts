import type { AgentEnvelope } from '../../support/agent-client.js';
import { eventsIn, type HttpAnswer } from './http-call.js';
import type { LogLine } from './gateway-process.js';

/** The upstream key of all providers, for looking where it must not be. */
export const UPSTREAM_KEY = 'sk-fault-canary-0123456789';

export interface ObservedCall {
  readonly requestId: string;
  readonly answer: HttpAnswer;
  readonly line: LogLine;
  readonly lineCount: number;
  readonly upstreamCalls: number;
}

export interface Call extends ObservedCall {
  /** The one envelope, or that of the last event. */
  readonly envelope: Partial<AgentEnvelope>;
  /** Names of the events of a stream. */
  readonly events: readonly string[];
  /** What the model said, in one piece. */
  readonly text: string;
  /** `502 provider.unavailable, 3 up`, and what is wrong with it, if anything. */
  readonly summary: string;
}

const LEAKS = [UPSTREAM_KEY, 'sk-fault', 'node_modules', '/dist/', '    at ', 'file://'];

/** Tells a call in one comparable line: what the caller got, and how often the upstream was asked. */
export function describeCall(call: ObservedCall): Call {
  const { answer } = call;
  const isStream = String(answer.headers['content-type']).startsWith('text/event-stream');
  const events = isStream ? eventsIn(answer.text) : [];
  const envelope = isStream ? (events.at(-1)?.data ?? {}) : envelopeIn(answer.text);
  const deltas = events.filter(({ event }) => event === 'delta').map(({ data }) => data.text ?? '');
  const names = events.map(({ event }) => event);
  const described = {
    ...call,
    envelope,
    events: names,
    text: isStream ? deltas.join('') : (envelope.message ?? ''),
  };
  const outcome = isStream
    ? `${answer.status} stream ${endOf(names, envelope)}`
    : `${answer.status} ${codeOf(envelope)}`;
  const breaches = breachesOf(described, isStream).map((breach) => `; BUT ${breach}`);
  return { ...described, summary: `${outcome}, ${call.upstreamCalls} up${breaches.join('')}` };
}

function endOf(names: readonly string[], envelope: Partial<AgentEnvelope>): string {
  const last = names.at(-1);
  return last === 'error' ? `error ${codeOf(envelope)}` : (last ?? 'without an end');
}

function codeOf({ status, error }: Partial<AgentEnvelope>): string {
  return status === 'success' ? 'success' : (error?.code ?? 'no envelope');
}

/** What holds for every answer, whatever the case. */
function breachesOf(call: Omit<Call, 'summary'>, isStream: boolean): string[] {
  const { answer, envelope, line, lineCount, requestId, upstreamCalls } = call;
  const isError = envelope.status === 'error';
  // Of what no provider reported, or of an attempt before the good one: the envelope tells neither.
  const isEstimated = line['usage_estimated'] === true;
  const isTyped = typeof envelope.error?.code === 'string' && typeof envelope.error.retryable === 'boolean';
  const hasId = envelope.request_id === requestId && answer.headers['x-request-id'] === requestId;
  const loggedCode = (line['error_code'] ?? null) as string | null;
  const rules: [boolean, string][] = [
    [answer.isWhole, 'the answer is not whole'],
    [!isError || isTyped, 'the error is not typed'],
    [hasId, 'the request id is not ours'],
    [!LEAKS.some((leak) => answer.text.includes(leak)), 'the answer leaks'],
    [!LEAKS.some((leak) => JSON.stringify(line).includes(leak) && leak !== '/dist/'), 'the log leaks'],
    [lineCount === 1, `${lineCount} log lines`],
    [line['status'] === answer.status, `logged as ${String(line['status'])}`],
    [loggedCode === (envelope.error?.code ?? null), `logged as ${String(loggedCode)}`],
    [(line['attempts'] ?? 0) === upstreamCalls, `logged ${String(line['attempts'])} attempts`],
    [!isStream || ['done', 'error'].includes(call.events.at(-1) ?? ''), 'no end event'],
    [
      isError || isEstimated || tokensOf(line) === tokensOf(envelope.usage ?? {}),
      `logged tokens ${tokensOf(line)}`,
    ],
  ];
  return rules.filter(([isKept]) => !isKept).map(([, breach]) => breach);
}

/** `11+7`, as it stands in a log line or in an answer's usage. */
export function tokensOf(fields: object): string {
  const { prompt_tokens: prompt, completion_tokens: answered } = fields as Record<string, unknown>;
  return `${String(prompt)}+${String(answered)}`;
}

function envelopeIn(text: string): Partial<AgentEnvelope> {
  try {
    return JSON.parse(text) as Partial<AgentEnvelope>;
  } catch {
    return {};
  }
}

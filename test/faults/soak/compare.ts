import { tokensOf } from '../support/call.js';
import type { LogLine } from '../support/gateway-process.js';
import { eventsIn, type HttpAnswer } from '../support/http-call.js';
import type { AgentEnvelope } from '../../support/agent-client.js';
import { answerOf, ENDS, type Plan } from './plan.js';
import type { Sighting } from './soak-upstream.js';

export interface SoakedRequest {
  readonly plan: Plan;
  readonly answer: HttpAnswer;
  /** `undefined` = the upstream never saw it. */
  readonly sighting: Sighting | undefined;
  readonly lines: readonly LogLine[];
}

export interface Verdict {
  /** What came of it: `200 success`, or a status and a code. */
  readonly end: string;
  readonly attempts: number;
  /** `prompt+completion`, as the caller was told, or nothing. */
  readonly tokens: string | null;
  /** What does not agree; empty is what should be. */
  readonly complaints: readonly string[];
}

/** Holds what the caller got and what the log says against what the upstream really did. */
export function judge({ plan, answer, sighting, lines }: SoakedRequest): Verdict {
  // A caller who means to leave stays if no provider is asked: there is no moment to leave at.
  const isLeft = plan.isCancelled && sighting !== undefined;
  const [line = {}] = lines;
  const { end, envelope, text } = plan.isEmbedding
    ? toldOfVector(answer, isLeft, line)
    : told(answer, isLeft);
  const attempts = sighting?.acts.length ?? 0;
  const lastAct = sighting?.acts.at(-1);
  const isGood = end === '200 success' || end === '200 done';
  const truth = lastAct === undefined ? BREAKER_OPEN : ENDS[lastAct][plan.isStream ? 'streamed' : 'whole'];
  // While it waited to ask again, the breaker opened.
  const isRefusedAnew = end === BREAKER_OPEN && Number(line['waited_ms'] ?? 0) > 0;
  const estimated = sighting?.acts.slice(0, -1).filter((act) => !REFUSAL.test(act)).length ?? 0;
  const tokens = isGood ? tokensOf(envelope.usage ?? {}) : null;
  const rules: [boolean, string][] = [
    [
      end === truth || isRefusedAnew,
      `ended with ${end}, and the upstream's last act was ${lastAct ?? 'none'}`,
    ],
    [lines.length === 1, `has ${lines.length} log lines`],
    [(line['attempts'] ?? 0) === attempts, `logged ${String(line['attempts'])} attempts of ${attempts}`],
    [isGood ? text === answerOf(plan) : !text || answerOf(plan).startsWith(text), 'has a wrong text'],
    [!isGood || tokens === `${plan.promptTokens}+${plan.completionTokens}`, `told ${tokens} tokens`],
    [!isGood || tokensOf(line) === billedTokens(plan, estimated), `logged ${tokensOf(line)} tokens`],
    [!isGood || (line['usage_estimated'] === true) === estimated > 0, 'marks its tokens wrongly'],
    [
      !isGood || plan.isEmbedding || envelope.attempts === attempts,
      `told ${String(envelope.attempts)} attempts of ${attempts}`,
    ],
    [line['outcome'] === outcomeOf(end), `logged as ${String(line['outcome'])}, and ended with ${end}`],
    [
      (line['error_code'] ?? 'none') === (isGood ? 'none' : codeOf(end)),
      `logged as ${String(line['error_code'])}`,
    ],
    [!isLeft || sighting.aborted === 1, 'left the upstream working for a caller who had gone'],
    [isLeft || plan.isEmbedding || envelope.request_id === plan.requestId, 'has the id of another request'],
  ];
  const complaints = rules.filter(([holds]) => !holds).map(([, what]) => `${plan.requestId} ${what}`);
  return { end, attempts, tokens, complaints };
}

/** What counts as nothing; any other attempt that failed before the good one may have been billed. */
const REFUSAL = /^(status-\d+|redirect|error-inside)$/;

/** The whole call's, as the log has them: with an estimate of the prompt for each attempt that was cut. */
function billedTokens({ marker, promptTokens, completionTokens }: Plan, estimated: number): string {
  return `${promptTokens + estimated * Math.ceil(marker.length / 4)}+${completionTokens}`;
}

export const LEFT = '0 client.gone';

/** What a call meets for which no provider is asked. */
const BREAKER_OPEN = '502 provider.unavailable';

interface Told {
  readonly end: string;
  readonly envelope: Partial<AgentEnvelope>;
  readonly text: string;
}

function told({ status, headers, text }: HttpAnswer, isLeft: boolean): Told {
  if (isLeft) return { end: LEFT, envelope: {}, text: '' };
  if (!String(headers['content-type']).startsWith('text/event-stream')) {
    const envelope = JSON.parse(text || '{}') as Partial<AgentEnvelope>;
    const code = envelope.error?.code ?? envelope.status ?? 'nothing';
    return { end: `${status} ${code}`, envelope, text: code === 'success' ? (envelope.message ?? '') : '' };
  }
  const events = eventsIn(text);
  const last = events.at(-1);
  const words = events.filter(({ event }) => event === 'delta').map(({ data }) => data.text ?? '');
  const code = last?.event === 'error' ? last.data.error?.code : last?.event;
  return { end: `${status} ${code ?? 'nothing'}`, envelope: last?.data ?? {}, text: words.join('') };
}

/** OpenAI's API has its own names for what went wrong: the log has ours. */
function toldOfVector({ status, text }: HttpAnswer, isLeft: boolean, line: LogLine): Told {
  if (isLeft) return { end: LEFT, envelope: {}, text: '' };
  if (status !== 200) return { end: `${status} ${String(line['error_code'])}`, envelope: {}, text: '' };
  const { data, usage } = JSON.parse(text) as {
    data: { embedding: number[] }[];
    usage: { prompt_tokens: number };
  };
  const envelope = { usage: { prompt_tokens: usage.prompt_tokens, completion_tokens: 0 } };
  return {
    end: '200 success',
    envelope,
    text: JSON.stringify(data[0]?.embedding),
  };
}

function codeOf(end: string): string {
  return end.split(' ')[1] ?? '';
}

function outcomeOf(end: string): string {
  const code = codeOf(end);
  if (code === 'success' || code === 'done') return 'finished';
  if (code === 'client.gone') return 'cancelled';
  return code === 'provider.timed_out' ? 'timed-out' : 'failed';
}

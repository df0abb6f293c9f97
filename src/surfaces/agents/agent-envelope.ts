import { headersByName } from '../../common/http/headers-in-turns.js';
import type { AnswerCost, AnsweringCall } from '../../completions/completion-outcome.js';
import type { CompletionWarning } from '../../completions/completion-warning.js';
import type { AgentSuccessDto } from './dto/agent-envelope.dto.js';
import { mediaNotice } from '../../port/answer-media.js';
import type { Completion, CompletionUsage } from '../../port/canonical.js';
import type { PlaceOf } from '../in-own-words.js';
import { NewMedia } from '../new-media.js';
import { affinityHeader } from '../told-headers.js';
import { finishReasonOf, fromCompletionUsage } from '../reported-counts.js';

/** The end of a good answer, whole or streamed. */
export interface FinishedAnswer<Text = string> {
  readonly text: Text;
  readonly providerModel: string;
  readonly finishReason: string | null;
  readonly usage: CompletionUsage | null;
}

/** A call that is answered, as its envelope tells of it. */
export interface AnsweredCall extends AnsweringCall {
  /** As the caller named it, or the default. */
  readonly model: string;
  readonly requestId: string;
  /** Where a canonical parameter stands in the request, for a failure; left out = under its name. */
  readonly placeOf?: PlaceOf;
}

/** The envelope of a good answer. The order of the keys is the order on the wire. */
export function toSuccessEnvelope<Text>(
  answer: FinishedAnswer<Text> & { readonly cost: AnswerCost },
  { model, requestId, target, warnings, attempts }: AnsweredCall,
): Omit<AgentSuccessDto, 'message'> & { readonly message: Text } {
  return {
    status: 'success',
    message: answer.text,
    model,
    usage: fromCompletionUsage(answer.usage),
    provider: target.provider.definition.id,
    provider_model: answer.providerModel,
    finish_reason: finishReasonOf(answer.finishReason),
    warnings: [...warnings, ...exhaustion(answer)],
    cost_usd: answer.cost.usd,
    cost_source: answer.cost.source,
    attempts,
    request_id: requestId,
  };
}

/** What this surface shows of a whole answer: the first choice. */
export function fromCompletion(completion: Completion): FinishedAnswer {
  const choice = firstChoice(completion.choices);
  return {
    text: choice ? shownText(choice.message, new NewMedia()) : '',
    providerModel: completion.model,
    finishReason: choice?.finish_reason ?? null,
    usage: completion.usage ?? null,
  };
}

/** The one choice that this surface shows; with several, pieces of them come in any order. */
export function firstChoice<Choice extends { readonly index?: number }>(
  choices: readonly Choice[],
): Choice | undefined {
  return choices.find(({ index }) => (index ?? 0) === 0);
}

/** The words that are shown of a message, or of a piece of one; of a picture or a sound, that there is one. */
export function shownText(
  message: { readonly content?: unknown; readonly refusal?: unknown },
  media: NewMedia,
): string {
  const said = textOf(message.content) || textOf(message.refusal);
  return said + media.newIn(message).map(mediaNotice).join('\n');
}

/** The text of a message or of a piece of one; some servers send it in parts. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  const texts = content.map((part: { text?: unknown } | null) => part?.text);
  return texts.filter((text) => typeof text === 'string').join('');
}

/**
 * The headers of an answer: who answered at which attempt, the label of a simulator, and where the model has a
 * shutdown date `Deprecation` (RFC 9745) and `Sunset` (RFC 8594).
 */
export function answerHeaders(answering: AnsweringCall): Record<string, string> {
  const { affinity, target, attempts, sunset, roomHeaders = [] } = answering;
  const { definition } = target.provider;
  return {
    ...headersByName(roomHeaders),
    'x-gateway-provider': definition.id,
    'x-gateway-attempts': String(attempts),
    ...affinityHeader(affinity),
    ...(definition.isSimulated ? { 'x-gateway-simulated': 'true' } : {}),
    ...(sunset && {
      deprecation: `@${Date.parse(sunset.announcedBy) / 1000}`,
      sunset: new Date(sunset.shutdownDate).toUTCString(),
    }),
  };
}

/** An empty text at the token limit: the model spent it all before the first word. */
function exhaustion({ text, finishReason }: FinishedAnswer<unknown>): CompletionWarning[] {
  if (text !== '' || finishReason !== 'length') return [];
  const reason = 'the token limit was spent before any text was written; raise max_tokens';
  return [{ parameter: 'max_tokens', action: 'exhausted', reason }];
}

import type { Fields } from '../../../../src/common/fields.js';
import { toStream } from '../../../support/native-responses.js';
import { faultsOfEvents, type SentEvent } from '../../../support/response-shapes.js';
import type { End, Heard, HeardStream, Said, Usage } from '../../neutral.js';
import { framesIn, objectsIn } from '../../sse.js';
import { fromCallItem, toCallItem, type CallItem } from './request.js';
import { eventsOfItem } from './item-events.js';
import { RESPONSE_FRAME } from './response-frame.js';

/** Status, and behind a slash why it is not `completed`. */
export const RESPONSES_ENDS: Readonly<Record<string, End>> = {
  completed: 'stop',
  'incomplete/max_output_tokens': 'length',
  'incomplete/content_filter': 'filter',
};
const REASONS: Readonly<Record<End, string>> = {
  stop: 'completed',
  calls: 'completed',
  'stop-sequence': 'completed',
  length: 'incomplete/max_output_tokens',
  filter: 'incomplete/content_filter',
};

interface Item {
  readonly type: string;
  readonly content?: readonly { readonly type: string; readonly text?: string; readonly refusal?: string }[];
  readonly summary?: readonly { readonly text: string }[];
}
interface ResponsesAnswer {
  readonly status: string;
  readonly incomplete_details: { readonly reason: string } | null;
  readonly output: readonly Item[];
  readonly usage: {
    readonly input_tokens: number;
    readonly output_tokens: number;
    readonly input_tokens_details: { readonly cached_tokens: number };
    readonly output_tokens_details: { readonly reasoning_tokens: number };
  } | null;
}

export function writeResponse(said: Said): Fields {
  const [status = '', reason] = (REASONS[said.end] ?? '').split('/');
  return {
    ...RESPONSE_FRAME,
    status,
    incomplete_details: reason === undefined ? null : { reason },
    output: itemsOf(said),
    usage: toUsage(said.usage),
  };
}

function itemsOf({ thought, text, refusal, calls = [] }: Said): Fields[] {
  const part =
    refusal === undefined
      ? { type: 'output_text', text: text ?? '', annotations: [], logprobs: [] }
      : { type: 'refusal', refusal };
  const message = { id: 'msg_1', type: 'message', status: 'completed', role: 'assistant', content: [part] };
  const summary = thought && [{ type: 'summary_text', text: thought.text }];
  return [
    ...(thought ? [{ id: 'rs_1', type: 'reasoning', summary, encrypted_content: thought.seal }] : []),
    ...(text === undefined && refusal === undefined ? [] : [message]),
    ...calls.map((call, at) => ({ id: `fc_${at}`, status: 'completed', ...toCallItem(call) })),
  ];
}

function toUsage({ input, cached, output, reasoning }: Usage): Fields {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached, cache_write_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}

export function writeResponseStream(said: Said): string[] {
  const response = writeResponse(said);
  const begun = { ...RESPONSE_FRAME, status: 'in_progress', output: [], usage: null };
  const events = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...itemsOf(said).flatMap(eventsOfItem),
    { type: `response.${String(response['status'])}`, response },
  ];
  const text = toStream(events);
  return text.split(/(?<=\n\n)/);
}

export function readResponse(body: unknown): Heard {
  const { status, incomplete_details: details, output, usage } = body as ResponsesAnswer;
  const parts = output.flatMap(({ content = [] }) => content);
  const calls = output.filter(({ type }) => type === 'function_call') as unknown as CallItem[];
  const end = RESPONSES_ENDS[details ? `${status}/${details.reason}` : status] ?? null;
  return {
    thought: output.flatMap(({ summary = [] }) => summary.map(({ text }) => text)).join(''),
    text: parts.map(({ text }) => text ?? '').join(''),
    refusal: parts.map(({ refusal }) => refusal ?? '').join(''),
    calls: calls.map(fromCallItem),
    end: end === 'stop' && calls.length > 0 ? 'calls' : end,
    usage: usage
      ? {
          input: usage.input_tokens,
          cached: usage.input_tokens_details.cached_tokens,
          output: usage.output_tokens,
          reasoning: usage.output_tokens_details.reasoning_tokens,
        }
      : {},
    own: output,
  };
}

/** What its last event says: clients read nothing else of items. */
export function readResponseStream(text: string): HeardStream {
  const events = objectsIn<SentEvent>(text);
  const last = events.at(-1);
  const isEnd = /^response\.(completed|incomplete)$/.test(last?.type ?? '');
  const empty = { status: '', incomplete_details: null, output: [], usage: null };
  const misnamed = framesIn(text).filter(({ event, data }) => !data.includes(`"type":"${event}"`));
  return {
    ...readResponse((isEnd && last?.['response']) || empty),
    pieces: events.filter(({ type }) => type === 'response.output_text.delta').length,
    close: isEnd ? 'whole' : last?.type === 'response.failed' ? 'failed' : 'open',
    faults: [...faultsOfEvents(events), ...misnamed.map(({ event }) => `an event is called ${event}`)],
  };
}

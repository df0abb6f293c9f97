import type { Fields } from '../../../../src/common/fields.js';
import { sseFrame } from '../../../support/scripted-upstream/stream-script.js';
import type { End, Heard, HeardStream, Said, Usage } from '../../neutral.js';
import { framesIn, halves, objectsIn } from '../../sse.js';
import { fromToolUse, toToolUse, type ToolUse } from './request.js';
import { faultsOfMessageEvents, joinedBlocks, type Event } from './joined-blocks.js';

/** Source: @anthropic-ai/sdk 1.14.0, `StopReason`, read 2026-11-29. */
export const MESSAGES_ENDS: Readonly<Record<string, End>> = {
  end_turn: 'stop',
  max_tokens: 'length',
  tool_use: 'calls',
  stop_sequence: 'stop-sequence',
  pause_turn: 'length',
  refusal: 'filter',
  model_context_window_exceeded: 'length',
};
const REASONS: Readonly<Record<End, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  calls: 'tool_use',
  filter: 'refusal',
  'stop-sequence': 'stop_sequence',
};

interface WireUsage {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly output_tokens: number;
  readonly output_tokens_details?: { readonly thinking_tokens: number } | null;
}
interface Block {
  readonly type: string;
  readonly text?: string;
  readonly thinking?: string;
}
interface Message {
  readonly content: readonly Block[];
  readonly stop_reason: string;
  readonly usage: WireUsage;
}

export function writeMessage(said: Said, reason = REASONS[said.end]): Fields {
  const frame = { id: 'msg_1', type: 'message', role: 'assistant', model: 'm-2026-09-01' };
  const stop_sequence = reason === 'stop_sequence' ? 'END' : null;
  return {
    ...frame,
    content: blocksOf(said),
    stop_reason: reason,
    stop_sequence,
    usage: toUsage(said.usage),
  };
}

/** A refusal is a text here. */
function blocksOf({ thought, text, refusal = text, calls = [] }: Said): Fields[] {
  return [
    ...(thought ? [{ type: 'thinking', thinking: thought.text, signature: thought.seal }] : []),
    ...(refusal === undefined ? [] : [{ type: 'text', text: refusal }]),
    ...calls.map((call) => ({ ...toToolUse(call) })),
  ];
}

function toUsage({ input, cached, output, reasoning }: Usage): WireUsage {
  return {
    input_tokens: input - cached,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cached,
    output_tokens: output,
    output_tokens_details: { thinking_tokens: reasoning },
  };
}

export function writeMessageStream(said: Said, reason = REASONS[said.end]): string[] {
  const message = writeMessage(said, reason);
  const { stop_sequence, usage } = message;
  const begun = { ...message, content: [], stop_reason: null, stop_sequence: null };
  const events: Event[] = [
    { type: 'message_start', message: { ...begun, usage: { ...(usage as WireUsage), output_tokens: 1 } } },
    { type: 'ping' },
    ...blocksOf(said).flatMap(eventsOfBlock),
    { type: 'message_delta', delta: { stop_reason: reason, stop_sequence }, usage: toUsage(said.usage) },
    { type: 'message_stop' },
  ];
  return events.map((event) => `event: ${event.type}\n${sseFrame(event)}`);
}

function eventsOfBlock(block: Fields, index: number): Event[] {
  const delta = (fields: Fields) => ({ type: 'content_block_delta', index, delta: fields });
  const [start, pieces] = piecesOf(block);
  return [
    { type: 'content_block_start', index, content_block: start },
    ...pieces.map(delta),
    { type: 'content_block_stop', index },
  ];
}

function piecesOf(block: Fields): [Fields, Fields[]] {
  const { type, thinking, signature, text, input } = block;
  if (type === 'text')
    return [{ type, text: '' }, halves(String(text)).map((piece) => ({ type: 'text_delta', text: piece }))];
  if (type === 'thinking')
    return [
      { type, thinking: '', signature: '' },
      [
        ...halves(String(thinking)).map((piece) => ({ type: 'thinking_delta', thinking: piece })),
        { type: 'signature_delta', signature },
      ],
    ];
  const pieces = halves(JSON.stringify(input));
  return [{ ...block, input: {} }, pieces.map((json) => ({ type: 'input_json_delta', partial_json: json }))];
}

export function readMessage(body: unknown): Heard {
  const { content, stop_reason: reason, usage } = body as Message;
  const calls = content.filter(({ type }) => type === 'tool_use') as unknown as ToolUse[];
  return {
    thought: content.map(({ thinking }) => thinking ?? '').join(''),
    text: content.map(({ text }) => text ?? '').join(''),
    refusal: '',
    calls: calls.map(fromToolUse),
    end: MESSAGES_ENDS[reason] ?? null,
    usage: readUsage(usage),
    own: content,
  };
}

function readUsage(usage: WireUsage): Partial<Usage> {
  const {
    input_tokens: fresh,
    cache_read_input_tokens: cached,
    cache_creation_input_tokens: written,
  } = usage;
  const reasoning = usage.output_tokens_details?.thinking_tokens;
  return {
    input: fresh + cached + written,
    cached,
    output: usage.output_tokens,
    ...(reasoning !== undefined && { reasoning }),
  };
}

/** As Anthropic's SDKs put it together. */
export function readMessageStream(text: string): HeardStream {
  const events = objectsIn<Event>(text);
  const of = (type: string) => events.filter((event) => event.type === type);
  const [start] = of('message_start');
  const [last] = of('message_delta');
  const hasFailed = of('error').length > 0;
  const isWhole = events.at(-1)?.type === 'message_stop';
  const delta = (last?.['delta'] ?? {}) as Fields;
  const usage = { ...(start?.['message'] as Message | undefined)?.usage, ...(last?.['usage'] as object) };
  const message = { content: joinedBlocks(events, isWhole), ...delta, usage };
  const misnamed = framesIn(text).filter(({ event, data }) => !data.includes(`"type":"${event}"`));
  return {
    ...readMessage(message),
    pieces: of('content_block_delta').filter((event) => (event['delta'] as Fields)['type'] === 'text_delta')
      .length,
    close: hasFailed ? 'failed' : isWhole ? 'whole' : 'open',
    faults: [...faultsOfMessageEvents(events), ...misnamed.map(({ event }) => `an event is called ${event}`)],
  };
}

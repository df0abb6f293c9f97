import type { Fields } from '../../../../src/common/fields.js';
import { sseFrame } from '../../../support/scripted-upstream/stream-script.js';
import type { End, Heard, HeardStream, Said, Usage } from '../../neutral.js';
import { framesIn, halves, objectsIn } from '../../sse.js';
import { fromChatCall, toChatCall, type ChatCall } from './request.js';

const FRAME = { id: 'chatcmpl-1', created: 1_795_392_000, model: 'm-2026-09-01', system_fingerprint: 'fp_1' };

/** Source: openai 7.57.0, resources/chat/completions, `Choice.finish_reason`. */
export const CHAT_ENDS: Readonly<Record<string, End>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'calls',
  content_filter: 'filter',
};
const REASONS: Readonly<Record<End, string>> = {
  stop: 'stop',
  length: 'length',
  calls: 'tool_calls',
  filter: 'content_filter',
  'stop-sequence': 'stop',
};

interface ChatUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly prompt_tokens_details?: { readonly cached_tokens?: number };
  readonly completion_tokens_details?: { readonly reasoning_tokens?: number };
}
interface ChatMessage {
  readonly content?: string | null;
  readonly refusal?: string | null;
  readonly reasoning_content?: string;
  readonly tool_calls?: readonly (ChatCall & { readonly index: number })[];
}
interface Choice {
  readonly message: ChatMessage;
  readonly delta: ChatMessage;
  readonly finish_reason: string | null;
}
interface ChatAnswer {
  readonly choices: readonly Choice[];
  readonly usage?: ChatUsage | null;
  readonly error?: Fields;
}

export function writeChatAnswer(said: Said): Fields {
  const { thought, text, refusal = null, calls, end } = said;
  const message = {
    role: 'assistant',
    content: text ?? null,
    refusal,
    ...(thought && thoughtFields(thought)),
    ...(calls && { tool_calls: calls.map(toChatCall) }),
  };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: REASONS[end] }];
  return { ...FRAME, object: 'chat.completion', choices, usage: toChatUsage(said.usage) };
}

/** As OpenRouter has it. Source: openrouter.ai/docs, Reasoning tokens, read 2026-11-29. */
function thoughtFields({ text, seal }: NonNullable<Said['thought']>): Fields {
  const detail = { type: 'reasoning.text', text, signature: seal, format: 'acme-v1', index: 0 };
  return { reasoning_content: text, reasoning_details: [detail] };
}

function toChatUsage({ input, cached, output, reasoning }: Usage): ChatUsage & Fields {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}

export function writeChatStream({ thought, text, refusal, calls = [], end, usage }: Said): string[] {
  const chunk = (delta: Fields, reason: string | null = null) => ({
    ...FRAME,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
    usage: null,
  });
  const ofCall = (index: number, call: ChatCall) => {
    const { name, arguments: args } = call.function;
    const start = { index, ...call, function: { name, arguments: '' } };
    const pieces = halves(args).map((piece) => ({ index, function: { arguments: piece } }));
    return [start, ...pieces].map((piece) => chunk({ tool_calls: [piece] }));
  };
  const chunks = [
    chunk({ role: 'assistant', content: text === undefined ? null : '', refusal: null }),
    ...(thought ? [chunk(thoughtFields(thought))] : []),
    ...(text === undefined ? [] : halves(text).map((content) => chunk({ content }))),
    ...(refusal === undefined ? [] : halves(refusal).map((piece) => chunk({ refusal: piece }))),
    ...calls.flatMap((call, index) => ofCall(index, toChatCall(call))),
    chunk({}, REASONS[end]),
    { ...chunk({}), choices: [], usage: toChatUsage(usage) },
  ];
  return [...chunks, '[DONE]'].map(sseFrame);
}

export function readChatAnswer(body: unknown): Heard {
  const { choices, usage } = body as ChatAnswer;
  const [choice] = choices;
  const { content, refusal, reasoning_content: thought, tool_calls: calls } = choice?.message ?? {};
  return {
    thought: thought ?? '',
    text: content ?? '',
    refusal: refusal ?? '',
    calls: (calls ?? []).map(fromChatCall),
    end: CHAT_ENDS[choice?.finish_reason ?? ''] ?? null,
    usage: readUsage(usage),
    own: choice?.message,
  };
}

function readUsage(usage: ChatUsage | null | undefined): Partial<Usage> {
  if (!usage) return {};
  const [cached, reasoning] = [
    usage.prompt_tokens_details?.cached_tokens,
    usage.completion_tokens_details?.reasoning_tokens,
  ];
  return {
    input: usage.prompt_tokens,
    output: usage.completion_tokens,
    ...(cached !== undefined && { cached }),
    ...(reasoning !== undefined && { reasoning }),
  };
}

/** As OpenAI's SDKs put it together. */
export function readChatStream(text: string): HeardStream {
  const all = objectsIn<ChatAnswer>(text);
  const choices = all.flatMap(({ choices: some }) => some ?? []);
  const joined = (name: 'content' | 'refusal' | 'reasoning_content') =>
    choices.map(({ delta }) => delta[name] ?? '').join('');
  const calls = new Map<number, ChatCall>();
  for (const { index, ...piece } of choices.flatMap(({ delta }) => delta.tool_calls ?? [])) {
    const before = calls.get(index);
    const args = (before?.function.arguments ?? '') + piece.function.arguments;
    const known = before ?? piece;
    calls.set(index, { ...known, function: { ...known.function, arguments: args } });
  }
  const made = [...calls.values()];
  // Of fields that they do not know, openai's helpers keep the last.
  const others = Object.assign({}, ...choices.map(({ delta }) => delta)) as Fields;
  const [content, refusal] = [joined('content'), joined('refusal')];
  const own = { ...others, role: 'assistant', content, ...(made.length > 0 && { tool_calls: made }) };
  const hasFailed = all.some(({ error }) => error !== undefined);
  const isDone = framesIn(text).at(-1)?.data === '[DONE]';
  const reason = choices.findLast(({ finish_reason: its }) => its)?.finish_reason;
  return {
    thought: joined('reasoning_content'),
    text: content,
    refusal,
    calls: hasFailed || !isDone ? [] : made.map(fromChatCall),
    end: CHAT_ENDS[reason ?? ''] ?? null,
    usage: readUsage(all.findLast(({ usage }) => usage)?.usage),
    own,
    pieces: choices.filter(({ delta }) => delta.content).length,
    close: hasFailed ? 'failed' : isDone ? 'whole' : 'open',
    faults: hasFailed && isDone ? ['an end mark behind an error'] : [],
  };
}

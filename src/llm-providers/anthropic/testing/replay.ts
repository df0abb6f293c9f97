import { upstreamFetchOf } from '../../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import type { CompletionRequest, CompletionUsage, StreamPart } from '../../../port/canonical.js';
import type { Attempt } from '../../../port/llm-provider.js';
import { createAnthropicClient } from '../anthropic-client.js';
import { anthropic } from '../anthropic.definition.js';
import { AnthropicProvider } from '../anthropic.provider.js';

export const KEY = 'sk-ant-canary-0123456789';
export const MODEL = 'claude-haiku-5-5';
export const REQUEST: CompletionRequest = { model: MODEL, messages: [{ role: 'user', content: 'Hello' }] };

const API_KEY = { variable: 'ANTHROPIC_API_KEY', value: KEY };

const SETTINGS = {
  apiKeys: [API_KEY],
  baseUrl: anthropic.baseUrl,
  defaultModel: MODEL,
  modelAliases: new Map<string, string>(),
};

/** The real adapter and client over a transport that gives this answer. */
export function answering(answer: () => Response | Promise<Response>): AnthropicProvider {
  const clock = new ManualClock(Date.parse('2026-11-23'));
  return new AnthropicProvider(
    anthropic,
    SETTINGS,
    createAnthropicClient(
      SETTINGS,
      upstreamFetchOf(async () => answer()),
      clock,
    ),
    clock,
  );
}

export function attemptWith(signal = new AbortController().signal): Attempt {
  return { signal, requestId: 'r-1', apiKey: API_KEY };
}

/** What a caller gets of an answer, however it came. */
export interface Gathered {
  text: string;
  toolCalls: { id?: string; name?: string; arguments: string }[];
  finishReason: string | null;
  usage: CompletionUsage | null;
  model: string;
}

/** A whole answer. */
export async function whole(answer: () => Response): Promise<Gathered> {
  const completion = await answering(answer).complete(REQUEST, attemptWith());
  const { message, finish_reason: finishReason } = completion.choices[0]!;
  const toolCalls = (message.tool_calls ?? []).map((toolCall) => {
    const called = (toolCall as { function: { name: string; arguments: string } }).function;
    return { id: toolCall.id, name: called.name, arguments: called.arguments };
  });
  const { usage = null, model } = completion;
  return { text: message.content ?? '', toolCalls, finishReason, usage, model };
}

/** The parts of a streamed answer, and what ended it but for a good end. */
export async function partsOf(answer: () => Response): Promise<{ parts: StreamPart[]; error: unknown }> {
  const parts: StreamPart[] = [];
  try {
    for await (const part of answering(answer).stream(REQUEST, attemptWith())) parts.push(part);
    return { parts, error: null };
  } catch (error) {
    return { parts, error };
  }
}

/** The parts of a stream, put together. */
export function gather(parts: readonly StreamPart[]): Gathered {
  const gathered: Gathered = { text: '', toolCalls: [], finishReason: null, usage: null, model: '' };
  for (const part of parts) {
    if (part.type === 'finished') {
      Object.assign(gathered, { finishReason: part.finishReason, usage: part.usage, model: part.model });
      continue;
    }
    const { delta } = part.chunk.choices[0]!;
    gathered.text += delta.content ?? '';
    for (const { index, id, function: called } of delta.tool_calls ?? []) {
      const known = (gathered.toolCalls[index] ??= { arguments: '' });
      if (id !== undefined) known.id = id;
      if (called?.name !== undefined) known.name = called.name;
      known.arguments += called?.arguments ?? '';
    }
  }
  return gathered;
}

/** What a whole answer failed with. */
export function failureOf(answer: () => Response): Promise<unknown> {
  return answering(answer)
    .complete(REQUEST, attemptWith())
    .catch((error: unknown) => error);
}

/** An event stream without names. */
export function frames(...events: readonly unknown[]): string {
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
}

import type { AnswerFixture } from '../../src/port/testing/contract/fixtures.js';
import { sseFrame } from './scripted-upstream/stream-script.js';
import type { ClientWire } from './client-wires.js';

type Said = Pick<AnswerFixture, 'body' | 'stream'>;

/** A whole answer of a text, on the wire of its provider. */
export function saying({ provider }: ClientWire, text: string): Said {
  const say = { openai: openAiSays, anthropic: anthropicSays, gemini: geminiSays }[provider];
  if (!say) throw new Error(`no answer is written for ${provider}`);
  return say(text);
}

function openAiSays(content: string): Said {
  const frame = { id: 'chatcmpl-1', created: 1_795_392_000, model: 'gpt-6-luna' };
  const message = { role: 'assistant', content, refusal: null };
  const chunk = (delta: object, finish_reason: string | null) =>
    sseFrame({
      ...frame,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason }],
    });
  return {
    body: {
      ...frame,
      object: 'chat.completion',
      choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
      usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 },
    },
    stream: chunk(message, null) + chunk({}, 'stop') + sseFrame('[DONE]'),
  };
}

function anthropicSays(text: string): Said {
  const usage = { input_tokens: 9, output_tokens: 5 };
  const frame = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-5-5' };
  const events = [
    { type: 'message_start', message: { ...frame, content: [], stop_reason: null, usage } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } },
    { type: 'message_stop' },
  ];
  return {
    body: { ...frame, content: [{ type: 'text', text }], stop_reason: 'end_turn', usage },
    stream: events.map((event) => `event: ${event.type}\n${sseFrame(event)}`).join(''),
  };
}

function geminiSays(text: string): Said {
  const body = {
    candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 5, totalTokenCount: 14 },
    modelVersion: 'gemini-3.5-flash-lite',
    responseId: 'r1',
  };
  return { body, stream: sseFrame(body) };
}

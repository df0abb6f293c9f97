import { sseFrame } from '../../support/scripted-upstream/stream-script.js';

/** What a provider with an API of its own says in a stream, as far as the cases need it. */
export interface NativeWire {
  /** The provider that ships. */
  readonly id: string;
  /** Up to the first words, these included. */
  opening(text: string): string;
  words(text: string): string;
  /** Behind the last words. */
  readonly end: string;
  /** What an opening of three letters counts, as the log tells it: with an estimate of what it does not count. */
  readonly openingTokens: string;
}

function geminiFrame(text: string, fields: object = {}): string {
  return sseFrame({
    candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...fields }],
    usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 9, totalTokenCount: 16 },
    modelVersion: 'm-1',
    responseId: 'r-1',
  });
}

/** `generateContent` as server-sent events: each of them counts what has come so far. */
export const GEMINI_WIRE: NativeWire = {
  id: 'gemini',
  opening: (text) => geminiFrame(text),
  words: (text) => geminiFrame(text),
  end: geminiFrame('', { finishReason: 'STOP' }),
  openingTokens: '7+9',
};

function anthropicFrame(type: string, fields: object = {}): string {
  return `event: ${type}\n${sseFrame({ type, ...fields })}`;
}

const anthropicWords = (text: string) =>
  anthropicFrame('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });

const ANTHROPIC_START =
  anthropicFrame('message_start', {
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'm-1',
      content: [],
      stop_reason: null,
      usage: { input_tokens: 25, output_tokens: 1 },
    },
  }) + anthropicFrame('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });

/** Messages as server-sent events: the prompt is counted in the first of them, the answer in the last but one. */
export const ANTHROPIC_WIRE: NativeWire = {
  id: 'anthropic',
  opening: (text) => ANTHROPIC_START + anthropicWords(text),
  words: anthropicWords,
  end: [
    anthropicFrame('content_block_stop', { index: 0 }),
    anthropicFrame('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 38 } }),
    anthropicFrame('message_stop'),
  ].join(''),
  openingTokens: '25+1',
};

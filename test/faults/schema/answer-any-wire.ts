import type { Script } from '../../support/scripted-upstream/exchange.js';
import { answerJson } from '../../support/scripted-upstream/scripts.js';

const USAGE = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

const CHAT = (model: unknown) => ({
  id: '1',
  object: 'chat.completion',
  created: 1,
  model,
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi!' }, finish_reason: 'stop' }],
  usage: USAGE,
});

const GEMINI = {
  candidates: [{ content: { role: 'model', parts: [{ text: 'Hi!' }] }, finishReason: 'STOP' }],
  usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
};

const ANTHROPIC = (model: unknown) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model,
  content: [{ type: 'text', text: 'Hi!' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1 },
});

/** Answers well to every wire, in one piece: the gateway reads streams from it as well. */
export const answerAnyWire: Script = async (exchange) => {
  const { path, body } = exchange.request;
  await answerJson(200, answerTo(path, body?.['model']))(exchange);
};

function answerTo(path: string, model: unknown): object {
  if (path.includes('GenerateContent') || path.includes('generateContent')) return GEMINI;
  if (path.endsWith('/messages')) return ANTHROPIC(model);
  if (path.includes('/models')) return { object: 'list', data: [{ id: 'listed-1', object: 'model' }] };
  return CHAT(model);
}

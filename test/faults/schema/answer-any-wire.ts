import type { JsonObject } from '../../support/scripted-upstream/recorded-request.js';
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

const RESPONSE = ({ model }: JsonObject) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  status: 'completed',
  model,
  output: [
    {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: 'Hi!', annotations: [] }],
    },
  ],
  usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
  error: null,
  incomplete_details: null,
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
  await answerJson(200, answerTo(path, body ?? {}))(exchange);
};

/** OpenAI's inputs are one text, several, tokens, or several lists of them. */
function countOf(input: unknown): number {
  const isSeveral = Array.isArray(input) && typeof input[0] !== 'number';
  return isSeveral ? input.length : 1;
}

function repeated<Item>(count: number, toItem: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => toItem(index));
}

const EMBEDDINGS = ({ input, model }: JsonObject) => ({
  object: 'list',
  model,
  data: repeated(countOf(input), (index) => ({ object: 'embedding', index, embedding: [0.6, 0.8] })),
  usage: { prompt_tokens: 1, total_tokens: 1 },
});

const GEMINI_EMBEDDINGS = ({ requests }: JsonObject) => ({
  embeddings: repeated(Array.isArray(requests) ? requests.length : 1, () => ({ values: [0.6, 0.8] })),
});

const TEXT = (model: unknown) => ({
  ...CHAT(model),
  object: 'text_completion',
  choices: [{ index: 0, text: 'Hi!', logprobs: null, finish_reason: 'stop' }],
});

function answerTo(path: string, body: JsonObject): object {
  const { model } = body;
  if (path.includes('countTokens')) return { totalTokens: 3 };
  if (path.includes('embedContent')) return { embedding: { values: [0.6, 0.8] } };
  if (path.includes('batchEmbedContents')) return GEMINI_EMBEDDINGS(body);
  if (path.endsWith('/embeddings')) return EMBEDDINGS(body);
  if (path.endsWith('/completions') && !path.endsWith('/chat/completions')) return TEXT(model);
  if (path.includes('GenerateContent') || path.includes('generateContent')) return GEMINI;
  if (path.endsWith('/responses')) return RESPONSE(body);
  if (path.endsWith('/count_tokens')) return { input_tokens: 3 };
  if (path.endsWith('/messages')) return ANTHROPIC(model);
  if (path.includes('/models')) return { object: 'list', data: [{ id: 'listed-1', object: 'model' }] };
  return CHAT(model);
}

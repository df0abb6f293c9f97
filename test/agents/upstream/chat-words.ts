import { sseFrame } from '../../support/scripted-upstream/stream-script.js';
import { COUNTS, fieldsIn, type Said, type WireWords } from './wire-words.js';

const FRAME = { id: 'chatcmpl-1', created: 1_795_392_000, model: 'scripted' };
const USAGE = {
  prompt_tokens: COUNTS.prompt,
  completion_tokens: COUNTS.answer,
  total_tokens: COUNTS.prompt + COUNTS.answer,
  prompt_tokens_details: { cached_tokens: COUNTS.cached },
};

/** OpenAI's chat completions. */
export const CHAT_WORDS: WireWords = {
  text: (content) => said({ content }, 'stop'),
  call: ({ id, name, input }) => {
    const call = { id, type: 'function', function: { name, arguments: JSON.stringify(input) } };
    return said({ content: null, tool_calls: [call] }, 'tool_calls');
  },
  toolsOf: ({ tools }) =>
    fieldsIn(tools).map(({ function: called }) => {
      const { name, parameters } = called as { readonly name: string; readonly parameters: unknown };
      return { name, schema: parameters };
    }),
};

function said(
  message: { readonly content: string | null; readonly tool_calls?: object[] },
  reason: string,
): Said {
  const delta = {
    role: 'assistant',
    ...message,
    ...(message.tool_calls && { tool_calls: message.tool_calls.map((call, index) => ({ index, ...call })) }),
  };
  const chunk = (fields: object) => sseFrame({ ...FRAME, object: 'chat.completion.chunk', ...fields });
  const choice = (fields: object) =>
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: null, ...fields }] });
  return {
    body: {
      ...FRAME,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', refusal: null, ...message },
          logprobs: null,
          finish_reason: reason,
        },
      ],
      usage: USAGE,
    },
    stream: [
      choice({ delta }),
      choice({ finish_reason: reason }),
      chunk({ choices: [], usage: USAGE }),
      sseFrame('[DONE]'),
    ].join(''),
  };
}

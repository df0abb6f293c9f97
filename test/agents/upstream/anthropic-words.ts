import { sseFrame } from '../../support/scripted-upstream/stream-script.js';
import { COUNTS, fieldsIn, type Said, type WireWords } from './wire-words.js';

const USAGE = {
  input_tokens: COUNTS.prompt - COUNTS.cached,
  cache_read_input_tokens: COUNTS.cached,
  cache_creation_input_tokens: 0,
  output_tokens: COUNTS.answer,
};

/** Anthropic's messages. */
export const ANTHROPIC_WORDS: WireWords = {
  text: (text) =>
    said({ type: 'text', text }, { type: 'text', text: '' }, { type: 'text_delta', text }, 'end_turn'),
  call: ({ id, name, input }) => {
    const block = { type: 'tool_use', id, name, input };
    const delta = { type: 'input_json_delta', partial_json: JSON.stringify(input) };
    return said(block, { ...block, input: {} }, delta, 'tool_use');
  },
  toolsOf: ({ tools }) =>
    fieldsIn(tools).map(({ name, input_schema: schema }) => ({ name: String(name), schema })),
};

function said(block: object, begun: object, delta: object, reason: string): Said {
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'scripted', stop_sequence: null };
  const events = [
    {
      type: 'message_start',
      message: { ...message, content: [], stop_reason: null, usage: { ...USAGE, output_tokens: 1 } },
    },
    { type: 'content_block_start', index: 0, content_block: begun },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: reason, stop_sequence: null },
      usage: { output_tokens: COUNTS.answer },
    },
    { type: 'message_stop' },
  ];
  return {
    body: { ...message, content: [block], stop_reason: reason, usage: USAGE },
    stream: events.map((event) => `event: ${event.type}\n${sseFrame(event)}`).join(''),
  };
}

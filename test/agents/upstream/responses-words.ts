import { toStream } from '../../support/native-responses.js';
import { COUNTS, fieldsIn, type OfferedTool, type Said, type WireWords } from './wire-words.js';

const FRAME = { id: 'resp_1', object: 'response', created_at: 1_795_392_000, model: 'scripted', error: null };
const USAGE = {
  input_tokens: COUNTS.prompt,
  input_tokens_details: { cached_tokens: COUNTS.cached },
  output_tokens: COUNTS.answer,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: COUNTS.prompt + COUNTS.answer,
};

type Fields = Readonly<Record<string, unknown>>;

/** OpenAI's responses. */
export const RESPONSES_WORDS: WireWords = {
  text: (text) => {
    const part = { type: 'output_text', text, annotations: [] };
    const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
    const item = { id: 'msg_1', type: 'message', role: 'assistant', content: [part] };
    return said({ ...item, content: [] }, item, [
      { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
      { type: 'response.output_text.delta', ...place, delta: text },
      { type: 'response.output_text.done', ...place, text },
      { type: 'response.content_part.done', ...place, part },
    ]);
  },
  call: ({ id, name, namespace, input }) => {
    const place = { item_id: 'fc_1', output_index: 0 };
    const isText = typeof input === 'string';
    const [type, field] = isText ? ['custom_tool_call', 'input'] : ['function_call', 'arguments'];
    const text = isText ? input : JSON.stringify(input);
    const kind = isText ? 'custom_tool_call_input' : 'function_call_arguments';
    const item = { id: 'fc_1', type, call_id: id, name, ...(namespace && { namespace }) };
    return said({ ...item, [field]: '' }, { ...item, [field]: text }, [
      { type: `response.${kind}.delta`, ...place, delta: text },
      { type: `response.${kind}.done`, ...place, [field]: text },
    ]);
  },
  toolsOf: ({ tools, input }) => {
    const added = fieldsIn(input).filter(({ type }) => type === 'additional_tools');
    return [tools, ...added.map((item) => item['tools'])].flatMap(fieldsIn).flatMap((tool) => offered(tool));
  },
};

function offered({ type, name, parameters, tools }: Fields, namespace?: string): OfferedTool[] {
  if (type === 'namespace') return fieldsIn(tools).flatMap((tool) => offered(tool, String(name)));
  const named = { name: String(name), ...(namespace !== undefined && { namespace }) };
  if (type === 'function') return [{ ...named, schema: parameters }];
  return type === 'custom' ? [{ ...named, schema: null }] : [];
}

function said(begun: Fields, item: Fields, between: readonly Fields[]): Said {
  const whole = { ...item, status: 'completed' };
  const body = { ...FRAME, status: 'completed', output: [whole], usage: USAGE };
  const opened = { ...FRAME, status: 'in_progress', output: [], usage: null };
  return {
    body,
    stream: toStream([
      { type: 'response.created', response: opened },
      { type: 'response.in_progress', response: opened },
      { type: 'response.output_item.added', output_index: 0, item: { ...begun, status: 'in_progress' } },
      ...between,
      { type: 'response.output_item.done', output_index: 0, item: whole },
      { type: 'response.completed', response: body },
    ]),
  };
}

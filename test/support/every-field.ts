/**
 * A request with each optional field of OpenAI's document, and one that is not in it yet.
 * Source: openai/openai-openapi 2.3.0, CreateChatCompletionRequest; openai 7.57.0, completions.d.ts.
 */
export const EVERY_FIELD = {
  messages: [
    { role: 'developer', content: 'Be brief.', name: 'rules' },
    { role: 'system', content: [{ type: 'text', text: 'Be kind.' }] },
    {
      role: 'user',
      name: 'ada',
      content: [
        { type: 'text', text: 'What is here?', cache_control: { type: 'ephemeral' } },
        { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
        { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
        { type: 'file', file: { file_id: 'file-1', filename: 'a.pdf' } },
        { type: 'hologram', hologram: { url: 'https://example.com/h' } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      refusal: null,
      audio: { id: 'audio-1' },
      reasoning_content: 'Look first.',
      tool_calls: [
        {
          id: 'call_1',
          type: 'function',
          function: { name: 'look', arguments: '{"at":1}' },
          extra_content: { a: 1 },
        },
        { id: 'call_2', type: 'custom', custom: { name: 'draw', input: 'a cat' } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: 'A cat.' }] },
    { role: 'tool', tool_call_id: 'call_2', content: 'Done.' },
    { role: 'function', name: 'older', content: null },
  ],
  frequency_penalty: 0.5,
  presence_penalty: -0.5,
  logit_bias: { '50256': -100 },
  logprobs: true,
  top_logprobs: 3,
  max_tokens: 7,
  max_completion_tokens: 9,
  n: 2,
  stop: ['END', 'STOP'],
  seed: 7,
  temperature: 0.5,
  top_p: 0.5,
  tools: [
    { type: 'function', function: { name: 'look', parameters: { type: 'object' }, strict: true } },
    { type: 'custom', custom: { name: 'draw', format: { type: 'text' } } },
  ],
  tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ type: 'function' }] } },
  parallel_tool_calls: false,
  functions: [{ name: 'older', parameters: {} }],
  function_call: { name: 'older' },
  response_format: {
    type: 'json_schema',
    json_schema: { name: 'a', strict: true, schema: { type: 'object' } },
  },
  reasoning_effort: 'low',
  verbosity: 'low',
  modalities: ['text', 'audio'],
  audio: { voice: 'alloy', format: 'wav' },
  prediction: { type: 'content', content: 'A dog.' },
  web_search_options: { search_context_size: 'low' },
  metadata: { team: 'a' },
  user: 'u-1',
  safety_identifier: 's-1',
  prompt_cache_key: 'k-1',
  prompt_cache_retention: '24h',
  service_tier: 'flex',
  store: true,
  not_invented_yet: { deep: [1, { er: null }] },
};

const FRAME = { id: 'chatcmpl-1', created: 1_795_392_000, model: 'llama3.3', system_fingerprint: null };
const USAGE = {
  prompt_tokens: 9,
  completion_tokens: 5,
  total_tokens: 14,
  prompt_tokens_details: { cached_tokens: 1, dreamt_tokens: 2 },
  completion_tokens_details: { reasoning_tokens: 1, sung_tokens: 3 },
  energy: { joules: 4.5 },
};
const SAID = { role: 'assistant', content: 'Hi', refusal: null, mood: 'fine', annotations: [{ x: 1 }] };

export const UNKNOWN_IN_ANSWER = {
  ...FRAME,
  object: 'chat.completion',
  service_tier: 'turtle',
  colour: { of: 'answer' },
  choices: [
    {
      index: 0,
      message: SAID,
      logprobs: { content: null, odd: 1 },
      finish_reason: 'stop',
      colour: 'of choice',
    },
  ],
  usage: USAGE,
};

const chunk = (choices: readonly object[], more: object = {}) => ({
  ...FRAME,
  object: 'chat.completion.chunk',
  colour: { of: 'chunk' },
  choices,
  ...more,
});

/** Events of a stream, its end among them. */
export const UNKNOWN_IN_STREAM: readonly (object | string)[] = [
  chunk([{ index: 0, delta: SAID, logprobs: null, finish_reason: null, colour: 'of choice' }]),
  chunk([{ index: 0, delta: { content: '!', mood: 'better' }, finish_reason: null }]),
  chunk([{ index: 0, delta: {}, finish_reason: 'stop', stop_reason: 128001 }]),
  chunk([], { usage: USAGE }),
  '[DONE]',
];

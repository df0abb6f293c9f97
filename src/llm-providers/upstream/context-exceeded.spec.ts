import { saysContextIsExceeded } from './context-exceeded.js';
import { readProviderReason } from './provider-reason.js';

const says = (error: object) => saysContextIsExceeded(readProviderReason({ error }));

describe('a refusal of a conversation that is too long', () => {
  it.each([
    { code: 'context_length_exceeded', message: 'Please shorten it.' },
    { type: 'exceed_context_size_error', message: 'no room' },
    ...[
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 200000 tokens.",
      "This endpoint's maximum context length is 32768 tokens. However, you requested about 42832 tokens.",
      'Your input exceeds the context window of this model. Please adjust your input and try again.',
      'prompt is too long: 210000 tokens > 200000 maximum',
      'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000',
      'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      'The prompt (total length 25938) is too long to fit into the model (context length 4096).',
      'the request exceeds the available context size. try increasing the context size or enable context shift',
      'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      "This model's maximum prompt length is 131072 but the request contains 200000 tokens.",
      'Input is too long for requested model.',
      'Context window exceeded.',
    ].map((message) => ({ message })),
  ])('is known by its name or its words: %j', (error) => {
    expect(says(error)).toBe(true);
  });

  it.each([
    { code: 'string_above_max_length', message: "Invalid 'user': string too long. Expected at most 64." },
    { message: "Invalid 'messages[1].content': array too long." },
    { message: 'max_tokens is too large: 200000. This model supports at most 128000 completion tokens.' },
    { message: 'context_window is not a parameter' },
    { message: 'Request too large for gpt: Limit 30000, Requested 50000.' },
  ])('is none of %j', (error) => {
    expect(says(error)).toBe(false);
  });
});

/** What a provider answers where nothing depends on its words: 5 tokens were asked, 10 answered. */
export const SMALL_COMPLETION = {
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 5, completion_tokens: 10, total_tokens: 15 },
} as const;

/** A chunk of such an answer. */
export const smallChunk = (choices: unknown, more: object = {}) => ({
  id: 'c-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices,
  ...more,
});

/** One that has something of its only choice. */
export const smallDelta = (delta: object, finish_reason: string | null = null) =>
  smallChunk([{ index: 0, delta, finish_reason }]);

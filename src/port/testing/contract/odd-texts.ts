/** The only word of each odd answer. */
export const WORD = 'hi';

/** Content that is no list of parts as any wire has it. */
const CONTENTS: readonly unknown[] = [
  WORD,
  [WORD],
  [{ text: WORD }],
  [{ type: 'output_text', text: WORD }],
  [{ type: 'text', text: [WORD] }],
  { text: WORD },
  [{ type: 'text', text: { odd: WORD } }],
];

const gemini = (candidate: object) => ({ candidates: [{ ...candidate, finishReason: 'STOP' }] });
const anthropic = (content: unknown) => ({
  type: 'message',
  role: 'assistant',
  content,
  stop_reason: 'end_turn',
});
const openai = (choice: object) => ({ choices: [{ index: 0, finish_reason: 'stop', ...choice }] });

const named = (body: object) => [JSON.stringify(body), body] as const;

/** Answers with a word where no wire, or only another one, has it. */
export const ODD_ANSWERS = [
  ...CONTENTS.flatMap((content) => [
    gemini({ content }),
    gemini({ content: { parts: content } }),
    anthropic(content),
    openai({ message: { role: 'assistant', content } }),
  ]),
  gemini({ output: WORD }),
  openai({ message: WORD }),
  openai({ text: WORD }),
].map(named);

const anthropicEvents = (...events: readonly object[]) => [
  { type: 'message_start', message: { role: 'assistant', content: [] } },
  ...events,
  { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
  { type: 'message_stop' },
];
const piece = (delta: unknown) => anthropicEvents({ type: 'content_block_delta', index: 0, delta });
const start = (block: unknown) =>
  anthropicEvents({ type: 'content_block_start', index: 0, content_block: block });

/** Streams of the same kind, as the data of their events. */
export const ODD_STREAMS = [
  [gemini({ delta: { parts: [{ text: WORD }] } })],
  [gemini({ content: { parts: [WORD] } })],
  [gemini({ content: { parts: [{ text: 7 }] } })],
  piece({ type: 'text_delta', text: WORD }),
  piece({ type: 'text_delta', text: { value: WORD } }),
  piece({ type: 'text_delta', text: 7 }),
  piece({ text: WORD }),
  piece(WORD),
  start({ text: WORD }),
  start(WORD),
  [openai({ message: { content: WORD } })],
  [openai({ text: WORD })],
  [openai({ delta: { content: [WORD] } })],
  [openai({ delta: { content: 7 } })],
].map((events) => named(events) as readonly [string, readonly object[]]);

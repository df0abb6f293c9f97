const QUESTION = 'Which of these words comes first in a dictionary?';
const MODEL = 'openai/gpt-4o-mini';
const large = 'A sentence of some words, as they stand in a prompt. '.repeat(3_850);

const chat = (content, more = {}) =>
  JSON.stringify({ model: MODEL, messages: [{ role: 'user', content }], ...more });
const agent = (more = {}) => JSON.stringify({ model: 'gpt-4o-mini', prompt: QUESTION, ...more });

const V1 = '/v1/chat/completions';
const AGENT = '/agents/llm-providers/openai';
/** What a floor is sent for the same question: it goes to the provider as it is. */
const usage = { stream_options: { include_usage: true } };
const plainFloor = { path: V1, body: chat(QUESTION) };
const streamFloor = { path: V1, body: chat(QUESTION, { stream: true, ...usage }) };

/** What is asked of the gateway, of the floor, and how often in a round. */
export const WORKLOADS = {
  'v1-json': { gateway: { path: V1, body: chat(QUESTION) }, floor: plainFloor, count: 1_500 },
  'v1-stream': {
    gateway: { path: V1, body: chat(QUESTION, { stream: true }) },
    floor: streamFloor,
    count: 400,
  },
  'v1-200kb': {
    gateway: { path: V1, body: chat(large) },
    floor: { path: V1, body: chat(large) },
    count: 300,
  },
  'agent-json': { gateway: { path: AGENT, body: agent() }, floor: plainFloor, count: 1_500 },
  'agent-stream': { gateway: { path: AGENT, body: agent({ stream: true }) }, floor: streamFloor, count: 400 },
};

const PAUSING = 'pause behind the first word';

/** A stream that pauses behind its first token. */
export const FIRST_TOKEN = {
  gateway: { path: V1, body: chat(PAUSING, { stream: true }) },
  floor: { path: V1, body: chat(PAUSING, { stream: true, ...usage }) },
};

/** A stream that stays open behind its first token. */
export const HELD = { path: V1, body: chat('hold this one', { stream: true }) };

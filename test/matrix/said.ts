import type { Call, Said } from './neutral.js';

const USAGE = { input: 40, cached: 0, output: 12, reasoning: 0 };

export const TEXT = 'Hello there. Grüß Gott, 世界 👋';
export const THOUGHT = 'They greet me.';
/** What a provider signs its thoughts with, in the base64 that Google's clients hold it to be. */
export const SEAL = 'c2VhbGVkLXRob3VnaHQ=';

export const WEATHER: Call = { id: 'call_w1', name: 'get_weather', args: { city: 'Wien', days: 2 } };
export const NOW: Call = { id: 'call_n2', name: 'now', args: {} };

export const A_TEXT: Said = { text: TEXT, end: 'stop', usage: USAGE };
export const A_CALL: Said = { calls: [WEATHER], end: 'calls', usage: USAGE };
export const TWO_CALLS: Said = { text: 'Let me look.', calls: [WEATHER, NOW], end: 'calls', usage: USAGE };
export const A_REFUSAL: Said = { refusal: 'I cannot help with that.', end: 'stop', usage: USAGE };
export const A_THOUGHT: Said = {
  thought: { text: THOUGHT, seal: SEAL },
  text: TEXT,
  end: 'stop',
  usage: { input: 1_000, cached: 640, output: 80, reasoning: 50 },
};
export const A_THOUGHTFUL_CALL: Said = { ...A_THOUGHT, text: 'Let me look.', calls: [WEATHER], end: 'calls' };

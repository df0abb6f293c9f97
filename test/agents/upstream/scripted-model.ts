import type { RecordedRequest } from '../../support/scripted-upstream/recorded-request.js';
import type { Script } from '../../support/scripted-upstream/exchange.js';
import { answerJson } from '../../support/scripted-upstream/scripts.js';
import { stream } from '../../support/scripted-upstream/stream-script.js';
import { ANTHROPIC_WORDS } from './anthropic-words.js';
import { CHAT_WORDS } from './chat-words.js';
import { GEMINI_WORDS } from './gemini-words.js';
import { RESPONSES_WORDS } from './responses-words.js';
import { shellCallFor } from './shell-call.js';
import type { Said, WireWords } from './wire-words.js';

/** What the shell writes when it runs the command, and what stands in no request before that. */
export const PROOF = 'tollgate-42-ran';
/**
 * Without substitutions, which some agents take for an attack; and not at its end at once, since qwen-code now and then
 * misses what such a command wrote.
 */
export const COMMAND = 'printf %s-%s-%s tollgate 42 ran && sleep 1';
/** The last words of the loop. */
export const FINAL_TEXT = 'The loop is closed.';
/** To requests without a shell among their tools: titles, summaries, checks. */
const ASIDE_TEXT = 'A small task';

const WORDS: readonly (readonly [path: RegExp, words: WireWords])[] = [
  [/\/chat\/completions$/, CHAT_WORDS],
  [/\/responses$/, RESPONSES_WORDS],
  [/\/messages$/, ANTHROPIC_WORDS],
  [/:(stream)?generateContent$/i, GEMINI_WORDS],
];

/** What a request asks the model for, by what it has in it. */
export type Turn = 'wants-command' | 'has-result' | 'aside';

/** So much of a stream comes before it is cut: its head is out by then, and its end is not. */
const PART_BEFORE_CUT = 0.6;

/**
 * A model that asks for one shell command, and says its last words once it has the command's output.
 * @param takesCut whether to cut the answer that is about to be given; asked once for each of the loop.
 */
export function scriptedModel(takesCut: () => boolean): Script {
  return async (exchange) => {
    const { request } = exchange;
    const words = wordsFor(request);
    if (!words) return answerJson(404, { error: { message: `no such path: ${request.path}` } })(exchange);
    const { body, stream: text } = sayIn(words, request);
    const isStream = request.path.includes(':streamGenerateContent') || request.body?.['stream'] === true;
    const isCut = turnOf(request) !== 'aside' && takesCut();
    const cut = { maxBytes: Math.floor(text.length * PART_BEFORE_CUT), ending: 'cut' } as const;
    await (isStream ? stream([text], isCut ? cut : {}) : answerJson(200, body))(exchange);
  };
}

export function turnOf(request: RecordedRequest): Turn {
  const words = wordsFor(request);
  if (!words || !request.body || !shellCallFor(words.toolsOf(request.body), COMMAND)) return 'aside';
  return request.rawBody.includes(PROOF) ? 'has-result' : 'wants-command';
}

function sayIn(words: WireWords, request: RecordedRequest): Said {
  const turn = turnOf(request);
  if (turn === 'aside') return words.text(ASIDE_TEXT);
  if (turn === 'has-result') return words.text(FINAL_TEXT);
  return words.call(shellCallFor(words.toolsOf(request.body ?? {}), COMMAND)!);
}

function wordsFor({ path }: RecordedRequest): WireWords | undefined {
  const [address = ''] = path.split('?');
  return WORDS.find(([pattern]) => pattern.test(address))?.[1];
}

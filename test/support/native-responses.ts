import type { AnswerFixture } from '../../src/port/testing/contract/fixtures.js';
import { framesOf } from '../../src/port/testing/contract/wire-events.js';
import { fixtureOf, type ClientWire } from './client-wires.js';
import { inNativeWords } from './in-native-words.js';
import type { Cut } from './staged-providers.js';

export { toStream } from './in-native-words.js';

/** OpenAI, asked by its Responses API: what callers of that API write reaches it as it is. */
export const NATIVE: ClientWire = { provider: 'openai', model: 'openai/gpt-6-luna' };

/** A fixture of OpenAI's chat completions, as its Responses API would have said it. @throws Error where there is none. */
export function nativeFixture(name: string): AnswerFixture {
  const fixture = fixtureOf(NATIVE, name);
  return { ...fixture, ...inNativeWords(fixture.expected) };
}

/** The same of a text. */
export function nativeSaying(text: string): Pick<AnswerFixture, 'body' | 'stream'> {
  return inNativeWords({ ...fixtureOf(NATIVE, 'plain').expected, text });
}

/** Between its events and inside each, in two ways. */
export function nativeCuts({ stream }: Pick<AnswerFixture, 'stream'>): Cut[] {
  let start = 0;
  const places = framesOf(stream ?? '').flatMap((frame) => {
    const bytes = Buffer.byteLength(frame);
    start += bytes;
    return bytes === 0 ? [] : [start - bytes, start - Math.ceil(bytes / 2)];
  });
  return places.flatMap((at): Cut[] => [
    { at, ending: 'end' },
    { at, ending: 'cut' },
  ]);
}

import * as fc from 'fast-check';
import { upstreamAnswerOf } from '../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { EventReader } from './event-reader.js';
import { ACME_CALL as call } from './testing/acme-call.js';

interface Event {
  readonly event: string | undefined;
  readonly data: string;
}

/** An event stream that arrives in these pieces. */
function readerOf(pieces: readonly Uint8Array[]): AsyncIterable<Event> {
  const response = upstreamAnswerOf(new Response(ReadableStream.from(pieces)));
  const { signal } = new AbortController();
  const terms = { signal, call, clock: new ManualClock(), progress: { isOver: false } };
  return new EventReader(response, terms, ({ event, data }) => ({ value: { event, data } }));
}

async function eventsRead(pieces: readonly Uint8Array[]): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of readerOf(pieces)) events.push(event);
  return events;
}

/** What the whole text holds, by the rules of the HTML standard (9.2.6, interpreting an event stream), told simply. */
function eventsIn(text: string): Event[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const events: Event[] = [];
  let fields: [name: string, value: string][] = [];
  for (const line of lines.slice(0, -1)) {
    if (line !== '') {
      const [, name, value] = /^([^:]*)(?:: ?(.*))?$/su.exec(line) ?? [];
      fields.push([name ?? '', value ?? '']);
      continue;
    }
    const valuesOf = (wanted: string) => fields.filter(([name]) => name === wanted).map(([, value]) => value);
    const data = valuesOf('data');
    const event = valuesOf('event').at(-1) || undefined;
    if (data.length > 0) events.push({ event, data: data.join('\n') });
    fields = [];
  }
  return events;
}

/** The bytes in pieces, cut at these places; where one comes twice, a piece is empty. */
function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = places.map((place) => place % (bytes.length + 1)).toSorted((one, other) => one - other);
  return [0, ...cuts].map((from, index) => bytes.slice(from, cuts[index]));
}

const oddLetter = fc.constantFrom(
  ' ',
  ':',
  '\0',
  '\u0085',
  '\u2028',
  '\uFEFF',
  '\uFFFD',
  'ü',
  '世',
  '👩‍👩‍👧‍👦',
  '𝒳',
);
const letter = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), oddLetter);
const words = fc.string({ unit: letter, maxLength: 12 }).map((text) => text.replaceAll(/[\r\n]/g, ''));
const line = fc.oneof(
  { weight: 4, arbitrary: words.map((text) => `data: ${text}`) },
  words.map((text) => `data:${text}`),
  words.map((text) => `event: ${text}`),
  words.map((text) => `: ${text}`),
  words.map((text) => `x-other: ${text}`),
  fc.constantFrom('data', 'event', 'id: 1', 'retry: 10', 'Data: x', 'dat'),
  { weight: 4, arbitrary: fc.constant('') },
);
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const lines = fc.array(fc.tuple(line, lineEnd), { maxLength: 30, size: 'max' });
const stream = fc
  .tuple(fc.constantFrom('', '\uFEFF'), lines, fc.oneof(line, fc.constant('')))
  .map(([mark, whole, rest]) => mark + whole.map(([text, end]) => text + end).join('') + rest);
const places = fc.array(fc.nat(), { maxLength: 20, size: 'max' });

describe('EventReader', () => {
  it('yields of a stream, cut at any bytes, what the whole of it holds', async () => {
    await fc.assert(
      fc.asyncProperty(stream, places, async (text, cuts) => {
        expect(await eventsRead(cutAt(new TextEncoder().encode(text), cuts))).toEqual(eventsIn(text));
      }),
      { numRuns: 500 },
    );
  });

  it('yields of a stream, byte by byte, what the whole of it holds', async () => {
    await fc.assert(
      fc.asyncProperty(stream, async (text) => {
        const bytes = new TextEncoder().encode(text);
        const single = Array.from(bytes, (_, at) => bytes.slice(at, at + 1));
        expect(await eventsRead(single)).toEqual(eventsIn(text));
      }),
    );
  });

  it.each(['\n', '\r\n', '\r'])('takes %j for the end of a line, and joins lines of data', async (end) => {
    const text = `data: one${end}${end}event: e${end}data: two${end}data:${end}${end}`;
    const expected = [
      { event: undefined, data: 'one' },
      { event: 'e', data: 'two\n' },
    ];
    expect(await eventsRead([new TextEncoder().encode(text)])).toEqual(expected);
    expect(eventsIn(text)).toEqual(expected);
  });
});

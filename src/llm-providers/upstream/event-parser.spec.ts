import * as fc from 'fast-check';
import { AnswerTooLargeError } from '../../common/http/upstream-answer.js';
import { EventParser } from './event-parser.js';
import { isWholeData } from './wire-event.js';

interface Event {
  readonly event: string | undefined;
  readonly data: string;
}

const MAX_EVENT_CHARACTERS = 2 ** 20;

/** The events of a stream that arrives in these pieces and ends cleanly. */
function eventsRead(pieces: readonly Uint8Array[]): Event[] {
  const parser = new EventParser(Infinity, MAX_EVENT_CHARACTERS);
  for (const piece of pieces) parser.feed(piece);
  parser.end(isWholeData);
  const events: Event[] = [];
  for (let next = parser.shift(); next !== undefined; next = parser.shift()) {
    events.push({ event: next.event, data: next.data });
  }
  return events;
}

/** What the whole text holds, by the rules of the HTML standard (9.2.6, interpreting an event stream), told simply. */
function eventsIn(text: string): Event[] {
  const framed = framedEventsIn(text);
  // The last event needs no empty line behind it, if its data are whole.
  const last = framedEventsIn(`${text}\n\n`).slice(framed.length);
  return [...framed, ...last.filter(({ data }) => isWholeData(data))];
}

function framedEventsIn(text: string): Event[] {
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

describe('EventParser', () => {
  it('yields of a stream, cut at any bytes, what the whole of it holds', () => {
    fc.assert(
      fc.property(stream, places, (text, cuts) => {
        expect(eventsRead(cutAt(new TextEncoder().encode(text), cuts))).toEqual(eventsIn(text));
      }),
      { numRuns: 500 },
    );
  });

  it('yields of a stream, byte by byte, what the whole of it holds', () => {
    fc.assert(
      fc.property(stream, (text) => {
        const bytes = new TextEncoder().encode(text);
        const single = Array.from(bytes, (_, at) => bytes.slice(at, at + 1));
        expect(eventsRead(single)).toEqual(eventsIn(text));
      }),
    );
  });

  it.each(['\n', '\r\n', '\r'])('takes %j for the end of a line, and joins lines of data', (end) => {
    const text = `data: one${end}${end}event: e${end}data: two${end}data:${end}${end}`;
    const expected = [
      { event: undefined, data: 'one' },
      { event: 'e', data: 'two\n' },
    ];
    expect(eventsRead([new TextEncoder().encode(text)])).toEqual(expected);
    expect(eventsIn(text)).toEqual(expected);
  });

  describe('of JSON that stands in a stream by itself', () => {
    const pretty = JSON.stringify({ error: { code: 429, message: 'a "}" in it' } }, null, 2);
    const bare = { event: undefined, data: pretty };
    const framed = { event: undefined, data: '1' };

    it.each<[string, string, Event[]]>([
      ['in place of events', pretty, [bare]],
      ['behind an event', `data: 1\n\n${pretty}\n`, [framed, bare]],
      ['behind an event without its empty line', `data: 1\n${pretty}`, [framed, bare]],
      ['before an event', `${pretty}\n\ndata: 1\n\n`, [bare, framed]],
      ['in an array', `[${pretty},\n${pretty}]\n`, [bare, bare]],
      ['on an indented line', `data: 1\n\n  ${pretty}`, [framed, bare]],
      ['cut short', `data: 1\n\n${pretty.slice(0, -1)}`, [framed]],
      ['broken by a line end', `{"a\ndata: 1\n\n`, [framed]],
      [
        'as lines',
        '{"a":1}\n{"a":2}\n',
        [
          { ...bare, data: '{"a":1}' },
          { ...bare, data: '{"a":2}' },
        ],
      ],
    ])('gives it as an event: %s', (_, text, expected) => {
      for (const newline of ['\n', '\r\n']) {
        const bytes = new TextEncoder().encode(text.replaceAll('\n', newline));
        const wanted = expected.map((event) => ({ ...event, data: event.data.replaceAll('\n', newline) }));
        expect(eventsRead([bytes])).toEqual(wanted);
        expect(eventsRead(Array.from(bytes, (_byte, at) => bytes.slice(at, at + 1)))).toEqual(wanted);
      }
    });
  });

  describe('of JSON over many lines, of which the first alone is called data', () => {
    const value = { id: 'x', choices: [{ index: 0, delta: { content: 'a "}" {\\n' } }, [{}], []] };
    const pretty = `data: ${JSON.stringify(value, null, 2)}`;
    const parsed = ({ event, data }: Event) => ({ event, data: JSON.parse(data) as unknown });
    const unnamed = { event: undefined, data: value };

    it.each<[string, string, object[]]>([
      ['alone', `${pretty}\n\n`, [unnamed]],
      ['at the end, without an empty line', pretty, [unnamed]],
      ['twice', `${pretty}\n\n${pretty}\n\n`, [unnamed, unnamed]],
      ['among others', `: hi\n\ndata: 1\n\n${pretty}\n\ndata: 2\n\n`, [{ data: 1 }, unnamed, { data: 2 }]],
      ['in tabs', `data:${JSON.stringify(value, null, '\t')}\n\n`, [unnamed]],
      ['without an indent', `data: ${JSON.stringify(value, null, 1).replaceAll(/^ +/gm, '')}\n\n`, [unnamed]],
      ['with a name', `event: error\n${pretty}\nid: 7\n\n`, [{ event: 'error', data: value }]],
      ['as an array', `data: ${JSON.stringify([value], null, 2)}\n\n`, [{ data: [value] }]],
      ['an empty object', 'data: {\n}\n\n', [{ data: {} }]],
      ['each line called data', `${pretty.replaceAll('\n', '\ndata: ')}\n\n`, [unnamed]],
      ['cut short, behind an event', `data: 1\n\n${pretty.slice(0, -2)}`, [{ data: 1 }]],
    ])('gives it whole: %s', (_, text, expected) => {
      for (const newline of ['\n', '\r\n', '\r']) {
        const bytes = new TextEncoder().encode(text.replaceAll('\n', newline));
        expect(eventsRead([bytes]).map(parsed)).toMatchObject(expected);
        const single = Array.from(bytes, (_byte, at) => bytes.slice(at, at + 1));
        expect(eventsRead(single).map(parsed)).toMatchObject(expected);
      }
    });

    it.each([
      ['a text that is broken by a line end', 'data: {\n"a": "x\ny"}\n\n'],
      ['words behind it', 'data: {\n"a": 1\n} and more\n\n'],
      ['JSON whose first line does not only open it', 'data: {"a": 1,\n"b": 2}\n\n'],
      ['an opening alone', 'data: {\n\n'],
    ])('gives what is no JSON, and so cannot be taken for success, of %s', (_, text) => {
      const events = eventsRead([new TextEncoder().encode(text)]);
      expect(events).toHaveLength(1);
      expect(isWholeData(events[0]!.data)).toBe(false);
    });

    it('fails where it is more than an event may be', () => {
      const long = `data: {\n"a": "${'a'.repeat(MAX_EVENT_CHARACTERS)}"\n}\n\n`;
      expect(() => eventsRead([new TextEncoder().encode(long)])).toThrow(AnswerTooLargeError);
    });
  });

  describe('of an event that does not end', () => {
    const longest = 'a'.repeat(MAX_EVENT_CHARACTERS - 'data: '.length);
    const half = 'a'.repeat(MAX_EVENT_CHARACTERS / 2);
    const read = (...pieces: readonly string[]) =>
      eventsRead(pieces.map((text) => new TextEncoder().encode(text)));

    it.each(['\n', '\r\n', '\r'])('passes many long events whose lines end in %j', (end) => {
      expect(read('data: ', longest, end, end, 'data: ', longest, `${end}${end}`)).toHaveLength(2);
    });

    it('passes a line up to the limit that it is given', () => {
      const parser = new EventParser(Infinity, 2 * MAX_EVENT_CHARACTERS);
      const large = `data: {"a":"${'a'.repeat(MAX_EVENT_CHARACTERS)}"}\n\n`;
      parser.feed(new TextEncoder().encode(large));
      expect(parser.shift()?.data).toHaveLength(MAX_EVENT_CHARACTERS + 8);
      const tooLarge = new TextEncoder().encode(`data: ${longest}${longest}aaaaaaaaaaaaaaa`);
      expect(() => parser.feed(tooLarge)).toThrow(
        `an event of more than ${2 * MAX_EVENT_CHARACTERS} characters`,
      );
    });

    it.each<[string, string[]]>([
      ['a line of more than 1 MiB', ['data: ', half, half, 'a', '\n\n']],
      ['many lines', Array.from({ length: 1100 }, () => `data: ${'a'.repeat(1000)}\n`)],
      ['a name of more than 1 MiB', ['event: ', half, half, 'a', '\n\n']],
    ])('fails at %s', (_, pieces) => {
      expect(() => read(...pieces)).toThrow(AnswerTooLargeError);
    });

    it.each<[string, string[]]>([
      ['in place of the stream', [': hello\n\n{"a":"', half, half, '"}']],
      ['behind an event', ['data: 1\n\n{"a":"', half, half, '"}\n']],
      ['behind bare JSON', ['{}\n{"a":"', half, half, '"}\n']],
    ])('fails at bare JSON of more than 1 MiB %s', (_, pieces) => {
      expect(() => read(...pieces)).toThrow(AnswerTooLargeError);
    });

    it('fails at bare JSON of more values than a whole answer may have', () => {
      const parser = new EventParser(3);
      const feed = (text: string) => parser.feed(new TextEncoder().encode(text));
      feed('{"a":[1,"1,1,1,1",');
      expect(() => feed('1,1]}')).toThrow(AnswerTooLargeError);
      expect(() => new EventParser(5).feed(new TextEncoder().encode('{"a":[1,2,3]}'))).not.toThrow();
    });

    it('takes an object on a line called error for one', () => {
      const error = '{"code":400,"message":"too long"}';
      expect(read(`data: 1\n\nerror: ${error}\n\nerror: words\n\ndata: 2\n\n`)).toEqual([
        { event: undefined, data: '1' },
        { event: 'error', data: error },
        { event: undefined, data: '2' },
      ]);
    });

    it('keeps nothing of lines that are no fields', () => {
      expect(read('a', half, half, half, '\ndata: 1\n\n')).toEqual([{ event: undefined, data: '1' }]);
    });
  });
});

import * as fc from 'fast-check';
import { fold } from './folded-characters.js';
import { withTurns } from '../../common/testing/turns.js';
import { quotesRequest, searchInTurns } from './quotes-request.js';
import { SearchWork } from './search-work.js';

const LINE = 'The engine is out of tokens for this long request of yours; please come back later.';
const MEGABYTE = 1_000_000;
const fox = 'The quick brown fox jumps over the lazy dog while the model does not exist.\n';
const ofLength = (piece: string, length: number) => piece.repeat(length / piece.length);
const asking = (...contents: readonly unknown[]) => askingAll(contents);
const askingAll = (contents: readonly unknown[]) => ({ messages: contents.map((content) => ({ content })) });

describe('quotesRequest', () => {
  it.each<[string, object]>([
    ['one text', asking(ofLength(fox, MEGABYTE))],
    ['blanks', asking(ofLength(' ', MEGABYTE))],
    ['escaped blanks', asking(ofLength('\\n\\t', MEGABYTE))],
    ['escapes', asking(ofLength('\\u60a3', MEGABYTE))],
    ['characters of another script', asking(ofLength('患者张伟诊断为糖尿病，建议住院会诊', MEGABYTE))],
    ['10,000 texts of 100 characters', askingAll(Array(10_000).fill(fox.padEnd(100, '.')))],
    ['short texts', askingAll(Array(90_000).fill('my PIN: 12'))],
  ])('reads a megabyte of %s about once', (_, request) => {
    const work = SearchWork.inTurns();
    expect(quotesRequest([LINE], request, work)).toBe(false);
    expect(work.spent).toBeLessThan(1.1 * MEGABYTE);
  });

  it('finds a quote at the end of a megabyte', () => {
    const prompt = `${ofLength(fox, MEGABYTE)}My name is Ada, I live in Vienna.`;
    expect(quotesRequest(['Bad value: my name is Ada, I live in Vienna'], asking(prompt))).toBe(true);
    expect(quotesRequest([LINE], asking(prompt))).toBe(false);
  });

  it('finds any 24 characters in a row, however the text is spaced, in either case', () => {
    const characters = fc.constantFrom(...'a B c y R q n 4 é 患 Р . -'.split(' '), ' ', '  ', '\n', '\\n');
    const text = fc.array(characters, { minLength: 60, maxLength: 200 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, fc.nat(), fc.boolean(), (prompt, place, isLowered) => {
        const folded = fold(prompt);
        const quote = fold(folded.slice(place % (folded.length + 1)).slice(0, 24));
        fc.pre(quote.length >= 23);
        const line = `Bad value: ${isLowered ? quote.toLowerCase() : quote} is not allowed.`;
        expect(quotesRequest([line], asking(prompt))).toBe(true);
      }),
    );
  });

  it('reads no text of numbers', () => {
    const work = SearchWork.inTurns();
    expect(quotesRequest([LINE], { input: Array<number>(400_000).fill(4711) }, work)).toBe(false);
    expect(work.spent).toBe(0);
  });

  it('gives up on a text made to be nearly found everywhere, and takes it for quoted', () => {
    const work = SearchWork.atOnce(MEGABYTE);
    const line = 'a'.repeat(200);
    expect(quotesRequest([line], asking(ofLength(`${'a'.repeat(18)}b `, 10 * MEGABYTE)), work)).toBe(true);
    expect(work.spent).toBeLessThan(1.1 * MEGABYTE);
  });

  it.each<[string, string, string]>([
    [
      'pieces of the message, each a little too short',
      'abcdefghijklm abcdefghijkl nope',
      'abcdefghijklm nopqrs ',
    ],
    ['one letter, of which the message has many', `${'a'.repeat(18)}b no such ${'ab'.repeat(200)}`, 'a'],
    ['what the message nearly has', 'a'.repeat(400), `${'a'.repeat(18)}b `],
  ])('counts comparisons, so that 10 MB of %s take no more than may be done', (_, line, piece) => {
    const work = SearchWork.inTurns();
    expect(quotesRequest([line], asking(ofLength(piece, 10 * MEGABYTE)), work)).toBe(true);
    expect(work.spent).toBeLessThan(8.1 * MEGABYTE);
  });

  it('searches 10 MB of prose in turns, and knows the result from then on', async () => {
    const request = asking(`${ofLength(fox, 10 * MEGABYTE)} My name is Ada, I live in Vienna.`);
    const quote = 'Bad value: my name is Ada, I live in Vienna';
    expect(quotesRequest([LINE], request)).toBe(true);
    const { result, turns } = await withTurns(searchInTurns([LINE], request));
    expect(result).toBe(false);
    expect(turns).toBeGreaterThan(30);
    expect(await searchInTurns([quote], request)).toBe(true);
    expect(quotesRequest([LINE], request)).toBe(false);
    expect(quotesRequest([quote], request)).toBe(true);
    expect(quotesRequest([LINE, LINE], request)).toBe(true);
  });

  it.each([
    ['blanks', ' '],
    ['escaped blanks', '\\n'],
  ])('reads 9 MB of %s in turns', async (_, piece) => {
    const { turns } = await withTurns(searchInTurns([LINE], asking(ofLength(piece, 9 * MEGABYTE))));
    expect(turns).toBeGreaterThan(60);
  });

  it.each<[string, object]>([
    ['more objects than are opened', askingAll(Array(200_000).fill('Hello'))],
    ['more JSON in texts than is opened', askingAll(Array(30).fill(`[${'1,'.repeat(20_000)}1]`))],
  ])('takes %s for quoted', (_, request) => {
    expect(quotesRequest([LINE], request)).toBe(true);
  });

  it('takes more characters than are read for quoted', () => {
    expect(quotesRequest([LINE], asking(ofLength(fox, MEGABYTE)), SearchWork.atOnce(10_000))).toBe(true);
  });

  it('opens JSON in texts', () => {
    const tool = JSON.stringify({ note: 'my PIN is 4711' });
    expect(quotesRequest(['Bad note: my PIN is 4711'], asking(tool))).toBe(true);
  });

  it.each<[string, object]>([
    ['metadata', { metadata: { 'Ada Lovelace, Vienna': 'x' } }],
    ['arguments', asking(JSON.stringify({ 'Ada Lovelace, Vienna': 1 }))],
    ['a schema', { tools: [{ parameters: { properties: { 'Ada Lovelace, Vienna': {} } } }] }],
  ])('finds a key of %s', (_, request) => {
    expect(quotesRequest(['Unknown key: Ada Lovelace, Vienna'], request)).toBe(true);
    expect(quotesRequest(['Unknown key: Ada'], request)).toBe(false);
  });

  it('finds a key that looks like an identifier', () => {
    expect(quotesRequest(['Unknown key: AT4711'], { metadata: { AT4711: 'x' } })).toBe(true);
  });

  it.each(['additionalProperties', 'parallel_tool_calls_of_one_turn', 'temperature', 'maxOutputTokens'])(
    'takes %s for no quote where it is the name of a field',
    (name) => {
      expect(quotesRequest([`Unknown field: ${name}`], { tools: [{ [name]: false }] })).toBe(false);
    },
  );
});

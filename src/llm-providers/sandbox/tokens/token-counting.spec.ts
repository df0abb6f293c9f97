import * as fc from 'fast-check';
import { decode, encode } from 'gpt-tokenizer/encoding/o200k_base';
import { GatewayError } from '../../../common/errors.js';
import { countTokens, countTokensAsync, endOfCharacter, takeTokens } from './token-counting.js';

const neverAborted = new AbortController().signal;
const AS_TEXT = { disallowedSpecial: new Set<string>() };
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.lorem({ maxCount: 30 }),
  fc
    .uint16Array({ maxLength: 60 })
    .map((units) => Array.from(units, (unit) => String.fromCharCode(unit)).join('')),
);

describe('countTokens', () => {
  it.each([
    ['', 0],
    ['Hello, world!', 4],
    ['The quick brown fox jumps over the lazy dog.', 10],
    ['a'.repeat(1000), 125],
  ])('counts %j as the o200k_base encoding does', (text, tokens) => {
    expect(countTokens(text)).toBe(tokens);
  });

  it('agrees with gpt-tokenizer on any text of one window', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(countTokens(text)).toBe(encode(text, AS_TEXT).length);
      }),
      { numRuns: 300 },
    );
  });

  it('takes the names of special tokens for text', () => {
    expect(countTokens('<|endoftext|>')).toBe(encode('<|endoftext|>', AS_TEXT).length);
    expect(countTokens('<|endoftext|>')).toBeGreaterThan(1);
  });

  it('counts a long text window by window, without parting surrogate pairs', () => {
    const text = `x${'👍'.repeat(2000)}`;
    const windows = [text.slice(0, 1023), text.slice(1023, 2047), text.slice(2047, 3071), text.slice(3071)];
    expect(countTokens(text)).toBe(windows.reduce((sum, window) => sum + encode(window).length, 0));
  });

  it('counts a run without a break in windows of 1,024 characters', () => {
    const whole = encode('ab'.repeat(512)).length;
    expect(countTokens('ab'.repeat(512 * 20))).toBe(20 * whole);
  });
});

describe('countTokensAsync', () => {
  it('counts what countTokens counts', async () => {
    const text = 'Many words, and a number: 12345. '.repeat(3000);
    expect(await countTokensAsync(text, neverAborted)).toBe(countTokens(text));
  });

  it('gives other work its turn while it counts', async () => {
    let turns = 0;
    const count = () => {
      turns++;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    await countTokensAsync('word '.repeat(50_000), neverAborted);
    clearImmediate(timer);
    expect(turns).toBeGreaterThan(5);
  });

  it('stops with the reason of the signal', async () => {
    const controller = new AbortController();
    const reason = new GatewayError('client.gone', 'The caller left.');
    const counting = countTokensAsync('word '.repeat(50_000), controller.signal);
    controller.abort(reason);
    await expect(counting).rejects.toBe(reason);
  });
});

describe('takeTokens', () => {
  it('leaves a text alone that fits, to the last token', async () => {
    const text = 'The quick brown fox jumps over the lazy dog.';
    expect(await takeTokens(text, 10, neverAborted)).toEqual({ text, tokens: 10, isWhole: true });
  });

  it('cuts after the last token that fits', async () => {
    const text = 'The quick brown fox jumps over the lazy dog.';
    const prefix = await takeTokens(text, 3, neverAborted);
    expect(prefix).toEqual({ text: decode(encode(text).slice(0, 3)), tokens: 3, isWhole: false });
  });

  it('cuts back to a whole character where a token ends inside one', async () => {
    expect(countTokens('𓀀')).toBeGreaterThan(1);
    expect(await takeTokens('𓀀', 1, neverAborted)).toEqual({ text: '', tokens: 1, isWhole: false });
  });

  it('cuts beyond the first window', async () => {
    const prefix = await takeTokens('word '.repeat(1000), 700, neverAborted);
    expect(prefix.tokens).toBe(700);
    expect(prefix.text.length).toBeGreaterThan(1024);
  });

  it('makes no broken character out of good ones, whatever the limit', async () => {
    const goodText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({ unit: 'grapheme', maxLength: 80 }),
    );
    await fc.assert(
      fc.asyncProperty(goodText, fc.nat({ max: 60 }), async (text, limit) => {
        const prefix = await takeTokens(text, limit, neverAborted);
        expect(text.startsWith(prefix.text)).toBe(true);
        expect(prefix.text.isWellFormed()).toBe(true);
        expect(prefix.tokens).toBe(Math.min(limit, countTokens(text)));
        expect(prefix.isWhole).toBe(prefix.text === text && countTokens(text) <= limit);
      }),
    );
  });
});

describe('endOfCharacter', () => {
  it.each([
    ['inside a surrogate pair', 'a👍', 2, 1],
    ['behind a surrogate pair', 'a👍b', 3, 3],
    ['behind a lone surrogate', '\ud83db', 1, 1],
    ['beyond the text', 'ab', 7, 2],
  ])('%s', (_case, text, end, expected) => {
    expect(endOfCharacter(text, end)).toBe(expected);
  });
});

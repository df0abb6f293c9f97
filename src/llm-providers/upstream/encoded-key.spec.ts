import { holdsEncodedKey, holdsKey } from './encoded-key.js';

const KEY = 'sk-proj-Canary0123456789AbCdEfGhIjKlMn';
const codes = (form: (code: number) => string) =>
  Array.from(KEY)
    .map((letter) => form(letter.charCodeAt(0)))
    .join('');
const hex = (code: number) => code.toString(16).padStart(2, '0');
const between = (separator: string) => Array.from(KEY).join(separator);
const utf16 = Buffer.from(KEY, 'utf16le');
const base64 = (text: string | Buffer) => Buffer.from(text as string).toString('base64');
const moved = (letter: string, upper: number, lower: number) => {
  const code = letter.codePointAt(0) ?? 0;
  if (/[A-Z]/.test(letter)) return String.fromCodePoint(upper + code - 65);
  return /[a-z]/.test(letter) ? String.fromCodePoint(lower + code - 97) : letter;
};

/** As RFC 4648 has it, without padding. */
function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const digits = bits.match(/.{1,5}/g) ?? [];
  return digits
    .map((digit) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(digit.padEnd(5, '0'), 2)])
    .join('');
}

describe('holdsEncodedKey', () => {
  it.each<[string, string]>([
    ['percent-encoded', codes((code) => `%${hex(code)}`)],
    ['percent-encoded twice', codes((code) => `%25${hex(code)}`)],
    ['in escapes of JSON', codes((code) => `\\u00${hex(code)}`)],
    ['in escapes of ECMAScript', codes((code) => `\\u{${hex(code)}}`)],
    ['in escapes of Python', codes((code) => `\\x${hex(code)}`)],
    ['in octal escapes', codes((code) => `\\${code.toString(8).padStart(3, '0')}`)],
    ['quoted-printable', codes((code) => `=${hex(code).toUpperCase()}`)],
    ['in entities', codes((code) => `&#${code};`)],
    ['in hex entities', codes((code) => `&#x${hex(code)};`)],
    ['as a list of bytes', `[${[...Buffer.from(KEY)].join(', ')}]`],
    ['as hex', Buffer.from(KEY).toString('hex')],
    ['as base64', Buffer.from(KEY).toString('base64')],
    ['as base64url behind another text', Buffer.from(`Bearer ${KEY}`).toString('base64url')],
    ['as base64 of a user and a password', Buffer.from(`:${KEY}`).toString('base64')],
    [
      'as base64 in lines',
      Buffer.from(KEY)
        .toString('base64')
        .replace(/(.{20})/g, '$1\n'),
    ],
    ['broken by line ends in escapes', KEY.replace(/(.{4})/g, '$1\\n')],
    ['broken by line ends in escapes of escapes', KEY.replace(/(.{4})/g, '$1\\\\r\\\\n')],
    ['in sequences for a terminal', KEY.replace(/(.{4})/g, '$1\u001b[0m')],
    ['in tags', KEY.replace(/(.{4})/g, '$1<br/>')],
    ['with soft hyphens in entities between its letters', between('&shy;')],
    ['under combining marks', between('\u0301')],
    ['in long hex entities', codes((code) => `&#x00${hex(code)};`)],
    ['in long escapes of Python', codes((code) => `\\U000000${hex(code)}`)],
    ['broken by line ends', KEY.replace(/(.{5})/g, '$1\n')],
    ['broken by soft hyphens', between('\u00ad')],
    ['broken by zero-width spaces', between('\u200b')],
    ['broken by variation selectors', between('\ufe0f')],
    ['with blanks between its letters', between(' ')],
    ['with stars between its letters', between('*')],
    ['in wide letters', codes((code) => String.fromCharCode(code > 0x20 ? code + 0xfee0 : code))],
    ['behind letters whose lower case is longer', `İİİİ${between('-')}`],
    ['as UTF-16, with NULs between its letters', between('\0')],
    ['as UTF-16, with escaped NULs between its letters', between('\\u0000')],
    ['as UTF-16, with short escapes of NUL between its letters', between('\\0')],
    ['as UTF-16 in hex', utf16.toString('hex')],
    ['as UTF-16 in base64', utf16.toString('base64')],
    ['as UTF-16 of the other order in base64', Buffer.from(utf16).swap16().toString('base64')],
    ['as bytes that were read as UTF-16', Buffer.from(`${KEY} `).toString('utf16le')],
    ['in escapes of `escape()`', codes((code) => `%u00${hex(code)}`)],
    ['in escapes that lost their backslashes', codes((code) => `u00${hex(code)}`)],
    ['as hex numbers', codes((code) => `0x${hex(code)}, `)],
    ['as code points', codes((code) => `U+00${hex(code)} `)],
    ['as bits', codes((code) => `${code.toString(2).padStart(8, '0')} `)],
    ['as base32', base32(Buffer.from(KEY))],
    ['as base32 behind another text', base32(Buffer.from(`key ${KEY}`))],
    ['as base32 in small letters', base32(Buffer.from(KEY)).toLowerCase()],
    ['as base64 twice', base64(base64(KEY))],
    ['as base64 twice, behind another text', base64(`Basic ${base64(`user:${KEY}`)}`)],
    ['as base64 of JSON with escapes', base64(JSON.stringify({ key: codes((code) => `\\u00${hex(code)}`) }))],
    ['as base64 of percent-encoding', base64(codes((code) => `%${hex(code)}`))],
    ['as base64 of hex', base64(Buffer.from(KEY).toString('hex'))],
    ['as percent-encoded base64 twice', encodeURIComponent(base64(`${base64(KEY)}==`))],
    ['in mathematical letters', Array.from(KEY, (letter) => moved(letter, 0x1d400, 0x1d41a)).join('')],
    ['in circled letters', Array.from(KEY, (letter) => moved(letter, 0x24b6, 0x24d0)).join('')],
    ['with letters of other scripts', KEY.replaceAll('a', 'а').replaceAll('o', 'ο').replaceAll('E', 'Е')],
    ['of which one letter is percent-encoded', KEY.replace('0123', '0%3123')],
    ['of which one letter is escaped', KEY.replace('0123', '0\\u003123')],
    [
      'of which every eighth letter is wide',
      KEY.replace(/(.{7})3?/g, '$1').replace(/[Ca8I]/g, (letter) =>
        String.fromCharCode(letter.charCodeAt(0) + 0xfee0),
      ),
    ],
    ['as it is, and once more percent-encoded', `${KEY} ${codes((code) => `%${hex(code)}`)}`],
    ['backwards', Array.from(KEY).toReversed().join('')],
  ])('finds a key %s', (_, encoded) => {
    expect(holdsEncodedKey(`Incorrect key (${encoded}) provided`, [KEY])).toBe(true);
  });

  it.each([
    ['ab3Xk9-Q', 'with eight characters'],
    ['tk-4fQ9zX1', 'with ten characters'],
    ['a8!c7$e6?g5', 'that is half punctuation'],
    ['#!ax$%(k7+', 'that is mostly punctuation'],
  ])('finds the short key %s (%s) in other letters', (key) => {
    const each = (form: (code: number) => string) =>
      Array.from(key, (letter) => form(letter.charCodeAt(0))).join('');
    const encoded = [
      each((code) => `%${hex(code)}`),
      each((code) => `\\u00${hex(code)}`),
      each((code) => `&#${code};`),
      each((code) => String.fromCharCode(code + 0xfee0)),
      Array.from(key).join('\u200b'),
      Array.from(key).join('\0'),
      Buffer.from(key).toString('hex'),
      base64(key),
      base64(`Bearer ${key}`),
      base64(base64(key)),
      base32(Buffer.from(key)),
      base64(Buffer.from(key, 'utf16le')),
      key.replace(key[4] ?? '', `%${hex(key.charCodeAt(4))}`),
    ];
    expect(encoded.filter((text) => !holdsEncodedKey(`Incorrect key (${text}) provided`, [key]))).toEqual([]);
  });

  it.each([
    ['as it is', `Bad key: ${KEY}`],
    ['as it is, in capitals', `Bad key: ${KEY.toUpperCase()}, ${KEY}`],
    ['of which the provider masked the middle', `Bad key: ${KEY.slice(0, 14)}****${KEY.slice(-4)}`],
    ['twice in a row', KEY + KEY],
    ['beside another of the pool that begins alike', `Bad key: ${KEY.slice(0, 20)}OtherEnd987654`],
  ])('leaves a key %s to be masked', (_, text) => {
    expect(holdsEncodedKey(text, [KEY, `${KEY.slice(0, 20)}OtherEnd987654`])).toBe(false);
  });

  it('takes seven characters of a short key for words', () => {
    expect(holdsEncodedKey('tk 4fQ9z and so on', ['tk-4fQ9zX1'])).toBe(false);
  });

  it.each([
    'The model `gpt-4o` does not exist or you do not have access to it.',
    'Invalid value: 100, 101, 102, 103, 104, 105, 106, 107, 108 are not in the list.',
    '%7B%22error%22%3A%22bad request%22%7D',
  ])('leaves %j alone', (message) => {
    expect(holdsEncodedKey(message, [KEY])).toBe(false);
  });

  it('reads a text in time in proportion to its length', () => {
    const worst = ['%41', '\\u0041', '12,', 'QUFB', 'ÀÁ', '\\\\', '01010101 ', '&#x0'].map((part) =>
      part.repeat(40_000 / part.length),
    );
    const before = process.cpuUsage();
    for (const text of worst) holdsEncodedKey(text, [KEY]);
    const { user } = process.cpuUsage(before);
    // Many times what it takes, and far less than it would take in proportion to the square.
    expect(user / 1_000 / worst.length).toBeLessThan(500);
  });

  it('looks for no placeholder', () => {
    expect(holdsEncodedKey('use o-l-l-a-m-a', ['ollama'])).toBe(false);
  });
});

describe('holdsKey', () => {
  it.each([
    ['as it is', `id-${KEY}`, true],
    ['as base64', Buffer.from(KEY).toString('base64url'), true],
    ['not at all', 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT', false],
  ])('tells a text that holds the key %s', (_, text, expected) => {
    expect(holdsKey(text, [KEY])).toBe(expected);
  });
});

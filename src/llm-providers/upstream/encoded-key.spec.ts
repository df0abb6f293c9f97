import { holdsEncodedKey, holdsKey } from './encoded-key.js';

const KEY = 'sk-proj-Canary0123456789AbCdEfGhIjKlMn';
const codes = (form: (code: number) => string) =>
  Array.from(KEY)
    .map((letter) => form(letter.charCodeAt(0)))
    .join('');
const hex = (code: number) => code.toString(16).padStart(2, '0');
const between = (separator: string) => Array.from(KEY).join(separator);

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
    ['backwards', Array.from(KEY).toReversed().join('')],
  ])('finds a key %s', (_, encoded) => {
    expect(holdsEncodedKey(`Incorrect key (${encoded}) provided`, [KEY])).toBe(true);
  });

  it.each([
    'The model `gpt-4o` does not exist or you do not have access to it.',
    'Invalid value: 100, 101, 102, 103, 104, 105, 106, 107, 108 are not in the list.',
    '%7B%22error%22%3A%22bad request%22%7D',
  ])('leaves %j alone', (message) => {
    expect(holdsEncodedKey(message, [KEY])).toBe(false);
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

import { getHeapStatistics } from 'node:v8';
import {
  flag,
  heldBytes,
  httpUrl,
  oneOf,
  pattern,
  readVariable,
  secret,
  secretList,
  splitList,
  wholeNumber,
  WrongVariableError,
  type Variable,
} from './variable.js';

const TEXT = { name: 'THING', description: 'A thing.' };

const NUMBER = wholeNumber(TEXT, { min: 1, max: 65_535, default: 3_000 });
const WORD = oneOf(TEXT, ['table', '400'], 'table');
const FLAG = flag(TEXT);
const HOST = pattern(TEXT, { accepted: 'a host name', matches: /^[a-z.]+$/, default: 'localhost' });
const URL_VARIABLE = httpUrl(TEXT, 'https://api.acme.example/v1');
const SECRET = secret(TEXT);
const KEYS = secretList(TEXT);

describe('a number of bytes that are held in memory', () => {
  const eighth = Math.floor(getHeapStatistics().heap_size_limit / 8);
  const bytes = (mostByDefault: number) => heldBytes(TEXT, { min: 1_024, max: 10 * eighth, mostByDefault });

  it('is, where it is not set, an eighth of the heap, and at most what it says', () => {
    expect(readVariable(bytes(2 * eighth), '')).toBe(eighth);
    expect(readVariable(bytes(5_000), undefined)).toBe(5_000);
    expect(bytes(5_000)).toMatchObject({
      defaultText: '',
      description: "A thing. Not set: an eighth of Node's heap limit, at most 5000.",
    });
  });

  it('is what the operator says', () => {
    expect(readVariable(bytes(5_000), String(9 * eighth))).toBe(9 * eighth);
    expect(() => readVariable(bytes(5_000), '1000')).toThrow(WrongVariableError);
  });
});

describe('a variable that is set', () => {
  it.each<[string, Variable<unknown>, string, unknown]>([
    ['a number', NUMBER, '1', 1],
    ['the largest number', NUMBER, '65535', 65_535],
    ['a number with blanks around it', NUMBER, ' 80\n', 80],
    ['a word', WORD, '400', '400'],
    ['true', FLAG, 'true', true],
    ['false', FLAG, 'false', false],
    ['a pattern', HOST, 'example.org', 'example.org'],
    ['an address', URL_VARIABLE, 'http://127.0.0.1:9000', 'http://127.0.0.1:9000'],
    ['an address in capitals', URL_VARIABLE, 'HTTP://API.example', 'HTTP://API.example'],
    ['an address that ends in slashes', URL_VARIABLE, 'https://api.example/v1//', 'https://api.example/v1'],
    ['a secret', SECRET, ' sk-0123456789 ', 'sk-0123456789'],
    ['a secret with a sign that a list would split at', SECRET, 'a,b', 'a,b'],
    ['one key', KEYS, '0123456789', ['0123456789']],
    ['several keys', KEYS, ' 0123456789 , abcdefgh,', ['0123456789', 'abcdefgh']],
  ])('is read: %s', (_, variable, text, value) => {
    expect(readVariable(variable, text)).toEqual(value);
  });
});

describe('a variable that is not set, or is blank', () => {
  it.each<[string, Variable<unknown>, unknown]>([
    ['a number', NUMBER, 3_000],
    ['a word', WORD, 'table'],
    ['a flag', FLAG, false],
    ['a pattern', HOST, 'localhost'],
    ['an address', URL_VARIABLE, 'https://api.acme.example/v1'],
    ['a secret', SECRET, null],
    ['a list of secrets', KEYS, []],
  ])('has its default: %s', (_, variable, value) => {
    for (const text of [undefined, '', '  ', '\t\n']) expect(readVariable(variable, text)).toEqual(value);
  });
});

describe('a wrong value is told in one line: name, what is accepted, what was given', () => {
  const RANGE = 'a whole number from 1 to 65535';
  const ADDRESS = 'an http:// or https:// address without user, query or fragment';

  it.each<[Variable<unknown>, string, string]>([
    [NUMBER, '0', RANGE],
    [NUMBER, '65536', RANGE],
    [NUMBER, '-1', RANGE],
    [NUMBER, '+1', RANGE],
    [NUMBER, '1.5', RANGE],
    [NUMBER, '1e3', RANGE],
    [NUMBER, '0x10', RANGE],
    [NUMBER, '9'.repeat(40), RANGE],
    [NUMBER, 'Infinity', RANGE],
    [NUMBER, 'many', RANGE],
    [WORD, 'Table', 'one of table, 400'],
    [WORD, 'constructor', 'one of table, 400'],
    [FLAG, 'yes', 'one of true, false'],
    [FLAG, '1', 'one of true, false'],
    [FLAG, 'TRUE', 'one of true, false'],
    [HOST, 'a b', 'a host name'],
    [HOST, 'a\nb', 'a host name'],
    [URL_VARIABLE, 'api.acme.example', ADDRESS],
    [URL_VARIABLE, 'ftp://api.acme.example', ADDRESS],
    [URL_VARIABLE, 'file:///etc/passwd', ADDRESS],
    [URL_VARIABLE, 'https://', ADDRESS],
    [URL_VARIABLE, 'https://api.example/?', ADDRESS],
    [URL_VARIABLE, 'https:api.example', ADDRESS],
    [URL_VARIABLE, 'http:/api.example', ADDRESS],
    [URL_VARIABLE, 'https:///api.example', ADDRESS],
    [URL_VARIABLE, 'https://api.example/v 1', ADDRESS],
    [URL_VARIABLE, 'https://api.ex\nample', ADDRESS],
    [URL_VARIABLE, 'https://api.example/\u0000', ADDRESS],
    [URL_VARIABLE, 'https://api.example/v\u00a01', ADDRESS],
    [URL_VARIABLE, 'http://127.0.0.1:0/v1', ADDRESS],
  ])('%#: %j', (variable, text, accepted) => {
    const message = `THING: accepted is ${accepted}; given was ${JSON.stringify(text)}`;
    expect(() => readVariable(variable, text)).toThrow(new WrongVariableError(variable, accepted, text));
    expect(() => readVariable(variable, text)).toThrow(message);
    expect(message).not.toMatch(/[\r\n]/);
  });

  it.each<[string, Variable<unknown>, string]>([
    ['a secret of two words', SECRET, 'sk-canary 0123456789'],
    ['a secret with a line break', SECRET, 'sk-canary\n0123456789'],
    ['a secret that is not ASCII', SECRET, 'sk-canary-ä'],
    ['a list with a key that is not ASCII', KEYS, 'sk-canary-0123456789,canäry'],
    ['a list with a key of two words', KEYS, 'sk-canary-0123456789 sk-canary-9876543210'],
  ])('but for secrets: %s', (_, variable, text) => {
    expect(() => readVariable(variable, text)).toThrow(
      new RegExp(`^THING: accepted is [^\\n]+; given was \\(hidden, ${text.length} characters\\)$`),
    );
  });

  it.each([
    ['a password', 'https://ada:sk-canary@api.example/v1'],
    ['a password with a slash in it', 'https://ada:sk/canary@api.example/v1'],
    ['a key in its query', 'https://api.example/v1?key=sk-canary'],
    ['a key in its fragment', 'https://api.example/v1#sk-canary'],
  ])('and for an address that carries %s', (_, text) => {
    expect(() => readVariable(URL_VARIABLE, text)).toThrow(/^THING: accepted is /);
    expect(() => readVariable(URL_VARIABLE, text)).not.toThrow(/canary/);
  });

  it.each([',', ' , ,'])('and a list of keys that names none, %j, does not pass for "not set"', (text) => {
    expect(() => readVariable(KEYS, text)).toThrow(/^THING: accepted is /);
  });
});

it('what goes wrong in a check itself is not blamed on the value', () => {
  const broken = {
    ...NUMBER,
    parse: () => {
      throw new RangeError('broken');
    },
  };
  expect(() => readVariable(broken, '1')).toThrow(RangeError);
});

it('splitList takes what stands between commas', () => {
  expect(splitList(' a ,b,, c=d , ')).toEqual(['a', 'b', 'c=d']);
  expect(splitList('')).toEqual([]);
});

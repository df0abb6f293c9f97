import { MODEL_NAME, MODEL_NAME_IN_DOCUMENTS } from './model-name.js';

/** Names of models that servers are known to have, and what a name may hold at worst. */
const NAMES = [
  'gpt-4o',
  '@cf/meta/llama-3.1-8b-instruct',
  'hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M',
  'My Model (v2) #3',
  'Qwen2.5 72B [AWQ]',
  '~/models/llama.gguf',
  '../../x',
  '..',
  '.',
  'C:\\models\\llama.gguf',
  '100%',
  '%2e%2e%2f',
  `"it's"`,
  '<b>&amp;</b>',
  '{{name}}',
  '模型-7b',
  'модель',
  'modèle',
  'mode\u0300le',
  '🦙-7b',
  'a\u00a0b',
  'a, b=c;d?e*f|g',
  '__proto__',
  'x'.repeat(200),
  '🦙'.repeat(200),
];

const NO_NAMES = [
  ['nothing', ''],
  ['a blank', ' '],
  ['a blank before it', ' a'],
  ['a blank behind it', 'a '],
  ['a blank of another kind behind it', 'a\u3000'],
  ['a line end', 'a\r\nb'],
  ['a line feed behind it', 'a\n'],
  ['a tab', 'a\tb'],
  ['NUL', 'a\0b'],
  ['an escape', 'a\u001b[31mb'],
  ['DEL', 'a\u007fb'],
  ['a control character beyond ASCII', 'a\u0085b'],
  ['a line separator', 'a\u2028b'],
  ['a paragraph separator', 'a\u2029b'],
  ['half a character', 'a\ud83e'],
  ['the other half', '\udd99a'],
  ['a turn of direction', 'a\u202eb'],
  ['an isolate', 'a\u2066b'],
  ['a character of no width', 'a\u200bb'],
  ['a joiner', 'a\u200db'],
  ['a byte order mark', '\ufeffa'],
  ['a soft hyphen', 'a\u00adb'],
  ['a tag', 'a\u{e0041}b'],
  ['201 characters', 'x'.repeat(201)],
  ['201 characters of two halves', '🦙'.repeat(201)],
] as const;

describe('MODEL_NAME', () => {
  it.each(NAMES)('takes %j', (name) => {
    expect(MODEL_NAME.test(name)).toBe(true);
    expect(MODEL_NAME_IN_DOCUMENTS.test(name)).toBe(true);
  });

  it.each(NO_NAMES)('refuses %s', (_, name) => {
    expect(MODEL_NAME.test(name)).toBe(false);
  });

  it.each(NO_NAMES.filter(([what]) => !/half|a tag|201/.test(what)))(
    'is refused by the document as well: %s',
    (_, name) => {
      expect(MODEL_NAME_IN_DOCUMENTS.test(name)).toBe(false);
    },
  );

  it('is done at once with a text of any length', () => {
    expect(MODEL_NAME.test(`${' '.repeat(100_000)}a`)).toBe(false);
    expect(MODEL_NAME.test(`a${' '.repeat(100_000)}`)).toBe(false);
  });
});

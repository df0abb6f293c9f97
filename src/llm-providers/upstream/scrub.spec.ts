import * as fc from 'fast-check';
import type { CompletionRequest } from '../../port/canonical.js';
import { fold } from './folded-characters.js';
import { isPrivate } from './quoted-texts.js';
import { scrubProviderMessage } from './scrub.js';

const KEY = 'sk-proj-canary0123456789ABCDEFwxyz';

const requestWith = (...contents: readonly unknown[]): CompletionRequest => ({
  model: 'gpt-4o',
  messages: contents.map((content) => ({ role: 'user', content })) as CompletionRequest['messages'],
});
const scrub = (message: unknown, ...contents: readonly unknown[]) =>
  scrubProviderMessage(message, [KEY], requestWith(...contents));

describe('scrubProviderMessage', () => {
  it.each([
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
    'The model `gpt-9` does not exist or you do not have access to it.',
    "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
    "Invalid type for 'messages[0].content': expected one of a string or array of objects, but got an object instead.",
  ])('keeps OpenAI’s own words about a request: %s', (message) => {
    expect(scrub(message, 'What is the capital of Austria?')).toBe(message);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 400],
    ['an object', { text: 'no' }],
    ['an empty text', ''],
    ['blanks', ' \n\t '],
  ])('has nothing to show of %s', (_, message) => {
    expect(scrub(message)).toBeNull();
  });

  it.each([
    `Incorrect API key provided: ${KEY}.`,
    'Incorrect API key provided: sk-proj-********************wxyz.',
    'Incorrect API key provided: sk-pr…wxyz12.',
    'Bearer abcdef123456 was refused',
    `${KEY}${KEY}`,
    `{"authorization":"${KEY}"}`,
  ])('masks the key, and whatever looks like one: %s', (message) => {
    const shown = scrub(message) ?? '';
    expect(shown).toContain('[key]');
    expect(shown).not.toMatch(/sk-|wxyz|abcdef/);
  });

  it('masks a key that looks like nothing in particular', () => {
    const shown = scrubProviderMessage('bad: AIzaSyCanary0123', ['AIzaSyCanary0123'], requestWith());
    expect(shown).toBe('bad: [key]');
  });

  it('masks the key wherever it stands, also at the end of what is shown', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 450 }), fc.string({ maxLength: 450 }), (before, after) => {
        expect(scrub(`${before}${KEY}${after}`) ?? '').not.toContain('canary');
      }),
    );
  });

  it.each([
    ['one letter percent-encoded', KEY.replace('1', '%31')],
    ['its end in entities', KEY.replace('wxyz', '&#119;&#120;&#121;&#122;')],
    ['its beginning escaped', KEY.replace('sk-', '\\u0073\\u006b\\u002d')],
    ['a zero-width space in its middle', KEY.replace('45', '4\u200b5')],
    ['its second half as base64', KEY.slice(0, 18) + Buffer.from(KEY.slice(18)).toString('base64')],
  ])('shows nothing of a key with %s', (_, key) => {
    expect(scrub(`Incorrect API key provided: ${key}.`)).toBeNull();
  });

  it('is one line of at most 400 characters', () => {
    const noise = fc.string({ unit: 'binary', maxLength: 6_000, size: 'max' });
    fc.assert(
      fc.property(noise, (message) => {
        const shown = scrub(message) ?? '';
        expect(shown.length).toBeLessThanOrEqual(401);
        // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f\u0085\u2028\u2029]/);
      }),
      { numRuns: 50 },
    );
  });

  describe('shows nothing of a message that quotes the prompt', () => {
    const quoting = (quote: string) => `Bad value '${quote}'. Please change it.`;

    it.each([
      ['a short prompt', 'My PIN is 4711'],
      ['a prompt of 17 characters', 'my PIN is 4711 ok'],
      ['a prompt of 20 characters', 'my PIN is 4711, okay'],
      ['a prompt of 23 characters', 'my secret PIN is 471123'],
      ['a long prompt', 'My name is Ada, I live in Vienna, and my PIN is 4711. Please forget it.'],
      ['a prompt with blanks around it', '  my PIN is 4711\n'],
      ['a prompt of several lines', 'my PIN\nis 4711'],
    ])('as a whole: %s', (_, prompt) => {
      expect(scrub(quoting(prompt), 'Be brief.', prompt)).toBeNull();
    });

    it('as a whole, whatever it is and wherever it stands', () => {
      const words = fc
        .string({ minLength: 12, maxLength: 60 })
        .filter((text) => isPrivate(fold(text)) && fold(text) === text);
      fc.assert(
        fc.property(fc.string({ maxLength: 40 }), words, (before, prompt) => {
          expect(scrub(`${before}"${prompt}" is not allowed`, prompt)).toBeNull();
        }),
      );
    });

    it.each([
      ['looks like a key', 'Pk-A--*-A ! ! ! ! !'],
      ['looks like a key, in escapes', 'Pk-A--*-A \u00e9t\u00e9 ! ! !'],
      ['is a piece of the key', 'canary0123456789 is it'],
    ])('of which a part %s', (_, prompt) => {
      const quote = prompt.replaceAll('é', '\\u00e9');
      expect(scrub(quoting(quote), prompt)).toBeNull();
      expect(scrub(`Incorrect key sk-${'x'.repeat(900)}. ${quoting(quote)}`, prompt)).toBeNull();
    });

    it('in any 24 of its characters', () => {
      const prompt = 'The quick brown fox jumps over the lazy dog while the cat looks on.';
      for (let start = 0; start + 24 <= prompt.length; start += 1) {
        expect(scrub(quoting(prompt.slice(start, start + 24)), prompt)).toBeNull();
      }
    });

    it.each([
      ['in capitals of another alphabet', 'ПАЦИЕНТ ИВАНОВ ПЕТР ИЗ КАЗАНИ, ДИАБЕТ', (text: string) => text],
      ['in small letters', 'Пациент ИВАНОВ Петр Из Казани, Диабет', (text: string) => text.toLowerCase()],
      [
        'behind an escaped quote',
        'he said "my PIN is 4711", okay',
        (text: string) => text.replaceAll('"', '\\"'),
      ],
      ['over many blanks', `my name${' '.repeat(500)}is Ada and I live in Vienna`, fold],
    ])('%s', (_, prompt, quote) => {
      expect(scrub(quoting(quote(prompt)), `Listen: ${prompt} and so on.`)).toBeNull();
    });

    it('from a part of a message', () => {
      const parts = [{ type: 'image_url' }, { type: 'text', text: 'My PIN is 4711' }];
      expect(scrub(quoting('My PIN is 4711'), parts)).toBeNull();
    });
  });

  it.each<[string, unknown]>([
    ['no text', null],
    ['an empty text', ''],
    ['blanks', '    '],
    ['a word of three letters that stands in every message', 'the'],
  ])('is not silenced by a message of %s', (_, content) => {
    expect(scrub('Invalid value for the    parameter.', content)).not.toBeNull();
  });

  describe('shows nothing of a prompt that is quoted in escapes', () => {
    const prompt = '患者张伟诊断为糖尿病，建议住院会诊 "né"';
    const code = (character: string) => character.charCodeAt(0);
    it.each<[string, (character: string) => string]>([
      ['of JSON', (character) => `\\u${code(character).toString(16).padStart(4, '0')}`],
      ['of JSON inside JSON', (character) => `\\\\u${code(character).toString(16).padStart(4, '0')}`],
      ['of HTML', (character) => `&#${code(character)};`],
      ['of addresses', (character) => encodeURIComponent(character)],
    ])('%s', (_, escape) => {
      const quoted = Array.from(prompt)
        .map((character) => (code(character) > 126 ? escape(character) : character))
        .join('');
      expect(scrub(`Invalid value at messages: ${quoted}`, prompt)).toBeNull();
    });
  });

  describe('looks in all of the request', () => {
    const SECRET = 'my PIN is 4711, okay';
    it.each<[string, object]>([
      ['system', { messages: [{ role: 'system', content: SECRET }] }],
      [
        'arguments of a tool',
        {
          messages: [{ tool_calls: [{ function: { name: 'f', arguments: JSON.stringify({ a: SECRET }) } }] }],
        },
      ],
      ['the result of a tool', { messages: [{ role: 'tool', content: [{ type: 'text', text: SECRET }] }] }],
      ['a part of another kind', { messages: [{ content: [{ type: 'file', file: { filename: SECRET } }] }] }],
      ['the description of a tool', { tools: [{ function: { name: 'f', description: SECRET } }] }],
      [
        'a schema',
        { response_format: { json_schema: { schema: { properties: { a: { enum: [SECRET] } } } } } },
      ],
      ['user', { user: SECRET }],
      ['metadata', { metadata: { a: SECRET } }],
      ['stop', { stop: [SECRET] }],
      ['prediction', { prediction: { type: 'content', content: SECRET } }],
    ])('for %s', (_, request) => {
      expect(scrubProviderMessage(`Bad value: ${SECRET}.`, [], request)).toBeNull();
      expect(scrubProviderMessage('Bad value.', [], request)).toBe('Bad value.');
    });
  });

  it.each([
    ['a common word', 'model', 'The model does not support this.'],
    ['the name of a field', 'max_completion_tokens', 'Use max_completion_tokens instead.'],
    ['a few characters', 'a limit of', 'There is a limit of 5 tokens.'],
    ['a number', '4096', 'At most 4096 tokens.'],
  ])('is not silenced by %s', (_, content, message) => {
    expect(scrub(message, content)).toBe(message);
  });

  it('is not silenced by the name of a field inside a prompt', () => {
    const prompt = 'Explain to me when one sets max_completion_tokens, and when one does not.';
    const message = "Use 'max_completion_tokens' instead.";
    expect(scrub(message, prompt)).toBe(message);
  });

  it('is silenced by a short identifier', () => {
    expect(scrub('Bad value: AB-1234.', 'AB-1234')).toBeNull();
  });

  it('cannot be made to throw by a request that is none', () => {
    const getter = Object.defineProperty({}, 'messages', {
      enumerable: true,
      get: () => {
        throw new Error('a getter');
      },
    });
    const messages = [null, 7, 'a', { content: { a: 1 } }, { content: [null, 7] }, []];
    for (const request of [null, 7, {}, { messages: null }, { messages }, getter]) {
      expect(scrubProviderMessage('Bad value.', [KEY], request)).toBe('Bad value.');
    }
  });

  it('never throws and never shows the key, whatever message and request are', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.string(), (message, request, text) => {
        for (const words of [message, `${text}${KEY}${text}&#9999999;`]) {
          expect(scrubProviderMessage(words, [KEY], request) ?? '').not.toContain('canary');
        }
      }),
    );
  });
});

import { gemini } from '../llm-providers/gemini/gemini.definition.js';
import { openai } from '../llm-providers/openai/openai.definition.js';
import { ACME } from '../port/testing/fake-llm-provider.js';
import type { ProviderDefinition } from '../port/provider-definition.js';
import { hasAliasLoop, listProviderVariables, readProviderSettings } from './provider.variables.js';

const settingsOf = (definition: ProviderDefinition, texts: Readonly<Record<string, string>> = {}) =>
  readProviderSettings(definition, (name) => texts[name]);

describe('the variables of a provider', () => {
  it('are named after its id', () => {
    const names = (definition: ProviderDefinition) =>
      listProviderVariables(definition).map(({ name }) => name);
    expect(names(openai)).toEqual([
      'OPENAI_API_KEY',
      'OPENAI_BASE_URL',
      'OPENAI_DEFAULT_MODEL',
      'OPENAI_MODEL_ALIASES',
    ]);
    expect(names({ ...ACME, id: 'acme-two' })).toEqual([
      'ACME_API_KEY',
      'ACME_TWO_BASE_URL',
      'ACME_TWO_DEFAULT_MODEL',
      'ACME_TWO_MODEL_ALIASES',
    ]);
  });

  it('leave out key and address where it has none', () => {
    const inProcess = { ...ACME, apiKeyVariable: null, baseUrl: null };
    expect(listProviderVariables(inProcess).map(({ name }) => name)).toEqual([
      'ACME_DEFAULT_MODEL',
      'ACME_MODEL_ALIASES',
    ]);
    expect(settingsOf(inProcess)).toMatchObject({ apiKeys: [], baseUrl: null });
  });

  it('hide the key, and nothing else', () => {
    const hidden = listProviderVariables(ACME).filter(({ isSecret }) => isSecret);
    expect(hidden.map(({ name }) => name)).toEqual(['ACME_API_KEY']);
  });

  it('have the definition’s own values where nothing is set', () => {
    expect(settingsOf(openai)).toEqual({
      apiKeys: [],
      baseUrl: 'https://api.openai.com/v1',
      defaultModel: 'gpt-o3-mini',
      modelAliases: new Map(),
      headers: {},
    });
  });

  it('are read, without the blanks around them', () => {
    const texts = {
      ACME_API_KEY: ' key-0123 ',
      ACME_BASE_URL: 'http://127.0.0.1:1/v1/',
      ACME_DEFAULT_MODEL: ' big ',
      ACME_MODEL_ALIASES: ' fast = acme-1 , big=acme-2:free@eu,',
    };
    expect(settingsOf(ACME, texts)).toEqual({
      apiKeys: [{ variable: 'ACME_API_KEY', value: 'key-0123' }],
      baseUrl: 'http://127.0.0.1:1/v1',
      defaultModel: 'big',
      modelAliases: new Map([
        ['fast', 'acme-1'],
        ['big', 'acme-2:free@eu'],
      ]),
      headers: {},
    });
  });

  it('count a key of blanks as none', () => {
    expect(settingsOf(ACME, { ACME_API_KEY: ' \t ' }).apiKeys).toEqual([]);
  });

  it.each(['a\nb', 'a\u202eb', 'a\ud800b', 'x'.repeat(201)])('refuse %j as a default model', (text) => {
    expect(() => settingsOf(ACME, { ACME_DEFAULT_MODEL: text })).toThrow(/^ACME_DEFAULT_MODEL: accepted is /);
  });
});

describe('the names of models of a provider that cannot have all', () => {
  it.each(['models/', 'publishers/google/models/', 'models/x/'])(
    'are refused at the start where nothing is behind the last slash: %s',
    (name) => {
      expect(() => settingsOf(gemini, { GEMINI_DEFAULT_MODEL: name })).toThrow(
        /^GEMINI_DEFAULT_MODEL: accepted is .*a name behind its last slash; given was "/,
      );
      expect(() => settingsOf(gemini, { GEMINI_MODEL_ALIASES: `fast=${name}` })).toThrow(
        /^GEMINI_MODEL_ALIASES: accepted is .*a name behind its last slash; given was "/,
      );
    },
  );

  it('are taken where they name a model', () => {
    const texts = { GEMINI_DEFAULT_MODEL: 'models/gemini-x', GEMINI_MODEL_ALIASES: 'fast=models/gemini-y' };
    expect(settingsOf(gemini, texts)).toMatchObject({
      defaultModel: 'models/gemini-x',
      modelAliases: new Map([['fast', 'models/gemini-y']]),
    });
  });

  it('are left to a provider whose models may be called after folders', () => {
    expect(settingsOf(ACME, { ACME_DEFAULT_MODEL: '/data/models/' }).defaultModel).toBe('/data/models/');
  });
});

describe('model aliases', () => {
  const aliasesOf = (text: string) => settingsOf(ACME, { ACME_MODEL_ALIASES: text }).modelAliases;

  it.each<[string, string, readonly [string, string][]]>([
    ['an alias of one that ships', 'mine=small', [['mine', 'small']]],
    ['one that ships, pointed elsewhere', 'small=acme-9', [['small', 'acme-9']]],
    ['a name that is to be sent as it is', 'small=small', [['small', 'small']]],
    ['a name that every object has', 'constructor=acme-1', [['constructor', 'acme-1']]],
    ['a name with blanks', 'my model=Acme 1 [Q4] #2', [['my model', 'Acme 1 [Q4] #2']]],
    ['a model of a path', '模型=@cf/../acme-1', [['模型', '@cf/../acme-1']]],
    ['a model with an equals sign in its name', 'slow=echo:latency=5', [['slow', 'echo:latency=5']]],
  ])('may be %s', (_, text, pairs) => {
    expect([...aliasesOf(text)]).toEqual(pairs);
  });

  it.each([
    ['no pair', 'acme-1'],
    ['no name', '=acme-1'],
    ['no model', 'mine='],
    ['a line end in a name', 'my\nmodel=acme-1'],
    ['a turn of direction', 'mine=acme\u202e-1'],
    ['a name that is given twice', 'mine=acme-1,mine=acme-2'],
    ['a loop of two', 'a=b,b=a'],
    ['a loop of three', 'a=b,b=c,c=a'],
    ['a way into a loop', 'x=a,a=b,b=a'],
    ['a loop through one that ships', 'acme-1=small'],
  ])('may not have %s', (_, text) => {
    expect(() => aliasesOf(text)).toThrow(
      `ACME_MODEL_ALIASES: accepted is name=model pairs separated by commas, each name once, none leading back ` +
        `to itself through another; given was ${JSON.stringify(text)}`,
    );
  });
});

describe('hasAliasLoop', () => {
  it('looks each alias up once, however long the chain is', () => {
    let lookUps = 0;
    class CountingMap extends Map<string, string> {
      override get(name: string) {
        lookUps += 1;
        return super.get(name);
      }
    }
    const chain = Array.from({ length: 1_000 }, (_, index) => [`m${index}`, `m${index + 1}`] as const);
    expect(hasAliasLoop(new CountingMap(chain))).toBe(false);
    expect(lookUps).toBe(1_001);
  });

  it('tells two ways to one model from a loop', () => {
    expect(hasAliasLoop(new Map(Object.entries({ a: 'c', b: 'c', c: 'd' })))).toBe(false);
    expect(hasAliasLoop(new Map(Object.entries({ a: 'd', b: 'c', c: 'b' })))).toBe(true);
  });
});

import { SHIPPED_DEFINITIONS } from '../../llm-providers/catalog.js';
import { parseConfigFile, readConfigFile } from './config-file.js';
import { LOCAL } from './testing/config-text.js';
import { WrongConfigFileError } from './wrong-config-file.error.js';

describe('parseConfigFile', () => {
  it.each(['', '# nothing\n', '{}', 'providers:\n', 'settings:\nproviders: []\n'])(
    'takes a file that says nothing: %j',
    (text) => {
      expect(parseConfigFile(text, SHIPPED_DEFINITIONS)).toMatchObject({
        operator: { providers: [], routes: [] },
        settings: {},
      });
    },
  );

  it('takes a provider of three lines, which gets no key', () => {
    expect(parseConfigFile(`providers: [${LOCAL}]`, SHIPPED_DEFINITIONS).operator.providers).toEqual([
      {
        id: 'local',
        baseUrl: 'http://127.0.0.1:1/v1',
        defaultModel: 'llama3.3',
        headers: {},
        modelAliases: {},
        prices: new Map(),
        modelFamilies: [],
      },
    ]);
  });

  it('takes a limit on calls for a provider that ships as for one of the operator’s own', () => {
    const text = `providers: [{ id: openai, max_calls: 1 }, ${LOCAL.replace(' }', ', max_calls: 8 }')}]`;
    expect(parseConfigFile(text, SHIPPED_DEFINITIONS).operator.providers).toMatchObject([
      { id: 'openai', maxCalls: 1 },
      { id: 'local', maxCalls: 8 },
    ]);
  });

  it('takes settings as the texts of variables', () => {
    const { settings } = parseConfigFile(
      'settings: { port: 4000, allow_unauthenticated: true, log_level: warn }',
      SHIPPED_DEFINITIONS,
    );
    expect(settings).toEqual({ PORT: '4000', ALLOW_UNAUTHENTICATED: 'true', LOG_LEVEL: 'warn' });
  });

  it.each([
    ['qwen-*', 'qwen-7b', true],
    ['qwen-*', 'my-qwen-7b', false],
    ['qwen.5', 'qwen.5', true],
    ['qwen.5', 'qwenx5', false],
    ['*', 'anything/at:all', true],
    ['a+b', 'a+b', true],
    ['a+b', 'aab', false],
  ])('reads %s as a name of models; %s: %s', (pattern, model, isMeant) => {
    const rules = `[{ models: ["${pattern}"], rules: { top_p: { action: drop } } }]`;
    const text = `providers: [{ id: openai, parameter_rules: ${rules} }]`;
    const [provider] = parseConfigFile(text, SHIPPED_DEFINITIONS).operator.providers;
    expect(provider?.modelFamilies[0]?.matches.test(model)).toBe(isMeant);
  });
});

describe('readConfigFile', () => {
  it('says when the file is not there', () => {
    expect(() => readConfigFile('/nowhere/tollgate.yaml', SHIPPED_DEFINITIONS)).toThrow(
      new WrongConfigFileError(['/nowhere/tollgate.yaml: there is no such file']),
    );
  });
});

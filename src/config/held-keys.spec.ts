import { SHIPPED_DEFINITIONS } from '../llm-providers/catalog.js';
import { parseConfigFile } from './config-file/config-file.js';
import { readEnvironment, type EnvironmentTexts } from './environment.js';

const FILE = parseConfigFile(
  'keys: { ci: { key_variable: CI_KEY }, web: { key_variable: WEB_KEY } }',
  SHIPPED_DEFINITIONS,
);
const OWN = { CI_KEY: 'canary-of-ci-0123', WEB_KEY: 'canary-of-web-0123' };

function read(texts: EnvironmentTexts) {
  return () => readEnvironment({ ...OWN, ...texts }, SHIPPED_DEFINITIONS, FILE);
}

describe('keys that are spelled alike', () => {
  it.each<[string, EnvironmentTexts, string]>([
    [
      'two of the file',
      { WEB_KEY: ` ${OWN.CI_KEY} ` },
      'WEB_KEY (the key "web" of the file): has the same key as CI_KEY (the key "ci" of the file)',
    ],
    [
      'one of the file and the one of administrators',
      { ADMIN_API_KEY: OWN.CI_KEY },
      'CI_KEY (the key "ci" of the file): has the same key as ADMIN_API_KEY',
    ],
    [
      'one of the file and a gateway key',
      { GATEWAY_API_KEYS: `other,${OWN.WEB_KEY}` },
      'WEB_KEY (the key "web" of the file): has the same key as GATEWAY_API_KEYS',
    ],
    [
      'a gateway key and the one of administrators',
      { ADMIN_API_KEY: 'canary', GATEWAY_API_KEYS: 'other,canary' },
      'GATEWAY_API_KEYS: has the same key as ADMIN_API_KEY',
    ],
  ])('are refused at the start, unseen: %s', (_, texts, words) => {
    expect(read(texts)).toThrow(`${words}; each needs one of its own`);
    expect(read(texts)).not.toThrow('canary');
  });

  it('are fine where one stands in GATEWAY_API_KEYS twice', () => {
    expect(read({ GATEWAY_API_KEYS: 'canary,canary', ADMIN_API_KEY: 'other' })).not.toThrow();
  });
});

it('tells of keys that are short, whatever holds them', () => {
  const texts = {
    ...OWN,
    CI_KEY: 'short',
    ADMIN_API_KEY: 'admin',
    GATEWAY_API_KEYS: 'one,other,of-sixteen-letters',
  };
  const ends = (holder: string) => `${holder} has a key of fewer than 16 characters: it can be guessed.`;
  expect(readEnvironment(texts, SHIPPED_DEFINITIONS, FILE).notes).toEqual([
    ends('ADMIN_API_KEY'),
    ends('GATEWAY_API_KEYS'),
    ends('CI_KEY (the key "ci" of the file)'),
  ]);
});

it('tells nothing of what everybody may ask for where callers need no key: it binds them, too', () => {
  const text = 'budgets: { everything: { allowed: { models: [gpt-9] } } }';
  const file = parseConfigFile(text, SHIPPED_DEFINITIONS, 'a.yaml');
  expect(readEnvironment({}, SHIPPED_DEFINITIONS, file).notes).toEqual([]);
});

import { ACME } from '../port/testing/fake-llm-provider.js';
import { configureProvider, toDefinition } from './configure-provider.js';
import { NO_OPERATOR_CONFIG, type OperatorProvider } from './operator-config.js';

const OWN: OperatorProvider = {
  id: 'acme',
  headers: { 'x-team': 'search' },
  modelAliases: { fast: 'acme-2' },
  prices: new Map([['acme-1', { input_usd_per_million: '1', output_usd_per_million: '2' }]]),
  modelFamilies: [{ id: 'own', matches: /^think-/, rules: {}, defaults: {}, source: 'tollgate.yaml' }],
};
const configured = (own: Partial<OperatorProvider>, texts: Readonly<Record<string, string>> = {}) =>
  configureProvider(ACME, { providers: [{ ...OWN, ...own }] }, (name) => texts[name]);

describe('configureProvider', () => {
  it('leaves what ships as it is where the operator says nothing', () => {
    expect(configureProvider(ACME, NO_OPERATOR_CONFIG, () => undefined).definition).toBe(ACME);
  });

  it('puts the operator’s rules before those that ship, and the aliases, prices and headers beside', () => {
    const { definition, settings } = configured({});
    expect(definition.modelFamilies.map(({ id }) => id)).toEqual(['own', 'acme-thinking']);
    expect([...settings.modelAliases]).toEqual([['fast', 'acme-2']]);
    expect(definition.modelAliases).toEqual({ small: 'acme-1', fast: 'acme-2' });
    expect(settings).toMatchObject({ headers: { 'x-team': 'search' }, prices: OWN.prices });
  });

  it('lets variables go before the file, and the file before what ships', () => {
    const own = { baseUrl: 'https://file.example/v1', defaultModel: 'of-the-file' };
    expect(configured(own).settings).toMatchObject(own);
    const texts = { ACME_BASE_URL: 'https://env.example', ACME_MODEL_ALIASES: 'fast=acme-3,more=acme-4' };
    const { settings } = configured(own, texts);
    expect(settings).toMatchObject({ baseUrl: 'https://env.example', defaultModel: 'of-the-file' });
    expect(Object.fromEntries(settings.modelAliases)).toEqual({ fast: 'acme-3', more: 'acme-4' });
  });

  it('takes limits over as the operator says them, and none that the operator does not say', () => {
    const limits = {
      timeouts: { totalMs: 5 },
      modelTimeouts: [{ matches: /^slow/, totalMs: 9 }],
      maxCalls: 3,
      forwardsContext: true,
      hasResponses: true,
      hasMessages: false,
    };
    expect(configured(limits).settings).toMatchObject(limits);
    const plain = configureProvider(ACME, NO_OPERATOR_CONFIG, () => undefined).settings;
    expect(Object.keys(configured({}).settings).toSorted()).toEqual(
      [...Object.keys(plain), 'prices'].toSorted(),
    );
  });

  it('has a limit on calls where the operator sets one', () => {
    expect(configured({ maxCalls: 3 }).settings.maxCalls).toBe(3);
    expect(configured({}).settings).not.toHaveProperty('maxCalls');
  });

  it('reads the keys of all variables that are named, in their order', () => {
    const own = { apiKeyVariables: ['KEY_A', 'KEY_B', 'KEY_C'] };
    const { definition, settings } = configured(own, { KEY_A: 'a', KEY_C: 'c', ACME_API_KEY: 'x' });
    expect(definition.apiKeyVariable).toBe('KEY_A');
    expect(settings.apiKeys).toEqual([
      { variable: 'KEY_A', value: 'a' },
      { variable: 'KEY_C', value: 'c' },
    ]);
  });
});

describe('toDefinition', () => {
  it('makes a provider that needs no key and has no price unless the operator says so', () => {
    const local = { ...OWN, id: 'local', baseUrl: 'http://127.0.0.1:1/v1', defaultModel: 'llama3.3' };
    expect(toDefinition(local)).toMatchObject({
      id: 'local',
      displayName: 'local',
      baseUrl: 'http://127.0.0.1:1/v1',
      apiKeyVariable: null,
      defaultModel: 'llama3.3',
      priceProviderId: null,
      isSimulated: false,
    });
  });
});

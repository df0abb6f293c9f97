import { SHIPPED_DEFINITIONS } from '../../llm-providers/catalog.js';
import { callerKeyProblems } from './check-callers.js';

const PROVIDERS = [{ id: 'local', api_key_variable: 'LOCAL_KEY' }];

describe('a variable for the key of a caller', () => {
  it.each(['ADMIN_API_KEY', 'GATEWAY_API_KEYS', 'DATABASE_URL', 'PATH', 'OPENAI_API_KEY', 'LOCAL_KEY'])(
    'may not be %s, and the one for the secret of the webhook neither',
    (name) => {
      const words = `names ${name}, which means something else`;
      const webhook = { url: 'https://alerts.example', secret_variable: name };
      const content = { providers: PROVIDERS, keys: { ci: { key_variable: name } }, budget_webhook: webhook };
      expect(callerKeyProblems(content, SHIPPED_DEFINITIONS)).toEqual([
        { path: ['keys', 'ci', 'key_variable'], words },
        { path: ['budget_webhook', 'secret_variable'], words },
      ]);
    },
  );

  it('may be any other', () => {
    const content = { providers: PROVIDERS, keys: { ci: { key_variable: 'CI_KEY' } } };
    expect(callerKeyProblems(content, SHIPPED_DEFINITIONS)).toEqual([]);
  });
});

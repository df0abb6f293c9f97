import { headerProblems } from './check-headers.js';

const wordsFor = (headers: Record<string, string>) =>
  headerProblems({ id: 'local', headers }).map(({ words }) => words);

describe('headers for every request to a provider', () => {
  it.each([
    'Authorization',
    'proxy-authorization',
    'Authentication',
    'Cookie',
    'api-key',
    'x-api-key',
    'X-Auth-Token',
    'x-client-secret',
    'ocp-apim-subscription-key',
    'token',
  ])('may not be %s, which would carry a secret', (name) => {
    expect(wordsFor({ [name]: 'x' })).toEqual([
      'would carry a secret; put it into a variable and name that in api_key_variable',
    ]);
  });

  it.each(['Bearer canary', 'basic dXNlcjpjYW5hcnk=', 'sk-canary-0123456789', ' sk-proj-canary'])(
    'may not have the value %j, which looks like a secret',
    (value) => {
      expect(wordsFor({ 'x-team': value })).toEqual([
        'would carry a secret; put it into a variable and name that in api_key_variable',
      ]);
    },
  );

  it.each([
    'Host',
    'x-request-timeout-ms',
    'Traceparent',
    'tracestate',
    'baggage',
    'Forwarded',
    'X-Forwarded-For',
    'x-forwarded-proto',
    'anthropic-version',
    'X-Goog-Api-Key',
  ])('may not be %s, which the gateway writes', (name) => {
    expect(wordsFor({ [name]: 'x' })).toEqual(['is set by the gateway itself']);
  });

  it.each([
    ['x-team', 'search'],
    ['x-keyboard', 'tokens'],
    ['accept-language', 'sk-SK'],
    ['x-plan', 'basically free'],
  ])('may be %s: %s', (name, value) => {
    expect(wordsFor({ [name]: value })).toEqual([]);
  });
});

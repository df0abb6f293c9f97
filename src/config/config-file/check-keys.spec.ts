import { keyProblems } from './check-keys.js';

describe('a variable for a key', () => {
  it.each([
    'HOME',
    'PATH',
    'PWD',
    'USER',
    'SHELL',
    'HOSTNAME',
    'LANG',
    'TERM',
    'NODE_OPTIONS',
    'NODE_ENV',
    'GATEWAY_API_KEYS',
    'RESPONSE_ID_SECRET',
    'PORT',
    'OPENAI_BASE_URL',
  ])('may not be %s', (name) => {
    const words = `names ${name}, which means something else`;
    expect(keyProblems({ id: 'local', api_key_variable: name }, undefined)).toEqual([
      { path: ['api_key_variable'], words },
    ]);
    expect(keyProblems({ id: 'local', api_key_variables: ['LOCAL_KEY', name] }, undefined)).toEqual([
      { path: ['api_key_variables', 1], words },
    ]);
  });

  it('may have any other name', () => {
    expect(keyProblems({ id: 'local', api_key_variable: 'HOME_KEY' }, undefined)).toEqual([]);
  });
});

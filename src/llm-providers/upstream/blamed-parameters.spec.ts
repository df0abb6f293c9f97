import type { CompletionRequest } from '../../port/canonical.js';
import { blamedParameters } from './blamed-parameters.js';

const REQUEST: CompletionRequest = {
  model: 'acme-1',
  messages: [{ role: 'user', content: 'Hello' }],
  temperature: 0.7,
  max_tokens: 100,
};

describe('the fields of a request that a refusal names', () => {
  it.each<[string, { param?: unknown; message?: unknown }, string[]]>([
    ['in its message', { message: 'request argument supplied: temperature. Read the docs' }, ['temperature']],
    ['between quotes', { message: "Unsupported parameter: 'max_tokens'" }, ['max_tokens']],
    ['as its parameter', { param: 'temperature', message: 'Not that.' }, ['temperature']],
    ['at the head of a path', { param: 'messages[0].content' }, ['messages']],
    ['inside a path', { message: 'generation_config.temperature: too hot' }, ['temperature']],
    ['by the name that Gemini has for it', { message: 'Unknown name "maxOutputTokens"' }, ['max_tokens']],
    ['that the adapter added', { message: 'body.stream_options: extra field' }, ['stream_options']],
    ['that were not sent', { param: 'top_p', message: 'top_p is not allowed' }, []],
    ['as a part of another word', { message: 'overtemperatures and max_tokens_total' }, []],
    ['by nothing but objects', { param: { toString: 1 }, message: ['temperature'] }, []],
  ])('%s', (_, report, fields) => {
    expect(blamedParameters(REQUEST, report)).toEqual(fields);
  });
});

import { GatewayError } from '../common/errors.js';
import { ANTHROPIC_ERRORS } from './anthropic/anthropic-errors.js';
import { GEMINI_ERRORS } from './gemini/gemini-errors.js';
import { OPENAI_ERRORS } from './openai/openai-errors.js';
import { SURFACE_ERRORS } from './surface-errors.js';

const OF_ANTHROPIC = { 'anthropic-version': '2023-06-01' };
const OF_GOOGLE = { 'x-goog-api-key': 'k' };

describe('the shape of a refusal before a controller', () => {
  it.each([
    ['/v1/chat/completions', OPENAI_ERRORS],
    ['/V1/Chat/Completions', OPENAI_ERRORS],
    ['/v1/completions', OPENAI_ERRORS],
    ['/v1/embeddings', OPENAI_ERRORS],
    ['/v1/responses', OPENAI_ERRORS],
    ['/v1/responses/resp_1/input_items', OPENAI_ERRORS],
    ['/v1/messages', ANTHROPIC_ERRORS],
    ['/v1/messages/count_tokens', ANTHROPIC_ERRORS],
    ['/v1beta/models/m:generateContent', GEMINI_ERRORS],
    ['/v1/models/m:generateContent', GEMINI_ERRORS],
  ])('follows the path %s, whatever the headers say', (path, renderer) => {
    const shapes = [{}, OF_ANTHROPIC, OF_GOOGLE].map((headers) => SURFACE_ERRORS(path, headers));
    expect(shapes.every((shape) => shape === renderer)).toBe(true);
  });

  it.each(['/v1/models', '/v1/models/m', '/v1/files', '/v1/chats'])('follows the headers at %s', (path) => {
    expect(SURFACE_ERRORS(path, {})).toBe(OPENAI_ERRORS);
    expect(SURFACE_ERRORS(path, OF_ANTHROPIC)).toBe(ANTHROPIC_ERRORS);
    expect(SURFACE_ERRORS(path, OF_GOOGLE)).toBe(GEMINI_ERRORS);
  });

  it.each([
    ['/chat/completions', '/v1/chat/completions'],
    ['/v1/v1/chat/completions', '/v1/chat/completions'],
    ['/v1/chat/completions/chat/completions', '/v1/chat/completions'],
    ['/openai/deployments/gpt-6-luna/chat/completions', '/v1/chat/completions'],
    ['/v1beta/openai/chat/completions', '/v1/chat/completions'],
    ['/api/v1/Responses/', '/v1/responses'],
    ['/embeddings', '/v1/embeddings'],
    ['/models', '/v1/models'],
    ['/v1/v1/messages', '/v1/messages'],
    ['/v1//chat/completions', '/v1/chat/completions'],
    ['//v1/messages', '/v1/messages'],
    ['/messages/count_tokens', '/v1/messages/count_tokens'],
    ['/models/openai/m:generateContent', '/v1beta/models/{model}:generateContent'],
    ['/v1beta/v1beta/models/m:generateContent', '/v1beta/models/{model}:generateContent'],
    ['/v1/v1beta/models/m:streamGenerateContent', '/v1beta/models/{model}:streamGenerateContent'],
    ['/models/m:countTokens', '/v1beta/models/{model}:countTokens'],
  ])('is that of the API which %s means, and names %s', (path, address) => {
    const { statusOf, bodyOf } = SURFACE_ERRORS(path, {});
    const missing = new GatewayError('request.not_found', 'There is no POST route at this address.');
    const own = SURFACE_ERRORS(address.replace('{model}', 'm'), {});
    expect([statusOf(missing), Object.keys(bodyOf(missing, 'r'))]).toEqual([
      404,
      Object.keys(own.bodyOf(missing, 'r')),
    ]);
    expect(JSON.stringify(bodyOf(missing, 'r'))).toContain(`it is ${address} here`);
    const refused = new GatewayError('auth.invalid_key', 'A gateway key is needed.');
    expect(bodyOf(refused, 'r')).toEqual(own.bodyOf(refused, 'r'));
  });

  it.each([
    '/V1/Chat/Completions/',
    '/v1/threads/t/messages',
    '/v1beta/models',
    '/v1beta/models/openai/m:generateContent',
    '/v1/models/m:streamGenerateContent',
    '/admin/models',
    '/health',
  ])('names no other address at %s', (path) => {
    const missing = new GatewayError('request.not_found', 'nothing');
    expect(JSON.stringify(SURFACE_ERRORS(path, {}).bodyOf(missing, 'r'))).toContain('nothing');
  });
});

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
});

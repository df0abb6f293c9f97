import { serverMessage } from './server-message.js';

describe('serverMessage', () => {
  it.each([
    'upstream connect error or disconnect/reset before headers',
    'no healthy upstream',
    '404 page not found',
    '502 Bad Gateway\n',
    'default backend - 404',
    'Forbidden',
    'ok',
    'Internal Server Error',
  ])('tells %j', (text) => {
    expect(serverMessage({ text })).toBe(text.trim());
  });

  it.each([
    'The patient has a very rare disease',
    '120 mg were given, and the pain was gone',
    'She was not found at home',
    'The connection between them had an error in it',
    'service unavailable {"content":"words"}',
    'service unavailable "words"',
    'service unavailable\nand words behind it',
    'service unavailable: größer als gedacht',
    '\u0000service unavailable',
    `service unavailable ${'word '.repeat(25)}`,
  ])('does not tell %j, which may be an answer', (text) => {
    expect(serverMessage({ text })).toBeNull();
  });

  it('does not tell the beginning of a longer text', () => {
    expect(serverMessage({ text: 'service unavailable', bytes: 500 })).toBeNull();
  });
});

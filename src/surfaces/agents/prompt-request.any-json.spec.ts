import * as fc from 'fast-check';
import { GatewayError } from '../../common/errors.js';
import { parsePromptRequest, toCompletionRequest } from './prompt-request.js';
import { hello, refusalOf } from './testing/prompt-refusal.js';

describe('whatever JSON comes', () => {
  const FIELDS = ['prompt', 'model', 'max_tokens', 'temperature', 'system', 'messages', 'stream', 'strict'];
  const HOSTILE = [
    'toString',
    'constructor',
    '__proto__',
    'then',
    'hasOwnProperty',
    'a\nb',
    'x'.repeat(10_000),
  ];
  const name = fc.oneof(
    fc.constantFrom(...FIELDS),
    fc.constantFrom(...HOSTILE),
    fc.string({ unit: 'binary' }),
  );
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(null, 'Hello', 1, true, [hello], [[hello]], [null]),
  );
  const message = fc.oneof(
    fc.constant(hello),
    fc.dictionary(fc.oneof(fc.constantFrom('role', 'content'), name), value),
    value,
  );
  const body = fc.oneof(
    fc.dictionary(name, value),
    fc.record({ messages: fc.array(message, { maxLength: 4 }) }),
    fc.jsonValue(),
  );

  /** The request, or the refusal; anything else that is thrown fails the property. */
  const outcomeOf = (given: unknown) => {
    try {
      return parsePromptRequest(JSON.parse(JSON.stringify(given)));
    } catch (error) {
      if (error instanceof GatewayError) return error;
      throw error;
    }
  };

  it('is a valid request, or request.invalid in one line', () => {
    fc.assert(
      fc.property(body, (given) => {
        const outcome = outcomeOf(given);
        if (!(outcome instanceof GatewayError)) return;
        expect(outcome.code).toBe('request.invalid');
        expect(outcome.message).toMatch(/^Invalid request: [^\r\n]+\.$/);
        expect(outcome.message.length).toBeLessThan(3_000);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['prompt', 'messages', 'x'])('is refused in good order when %s is 1,000 levels deep', (field) => {
    const deep = `${'['.repeat(1_000)}${']'.repeat(1_000)}`;
    expect(refusalOf(JSON.parse(`{"${field}":${deep}}`)).code).toBe('request.invalid');
  });

  it('is sent on, if accepted, as a model, messages of text, and numbers in range', () => {
    fc.assert(
      fc.property(body, (given) => {
        const outcome = outcomeOf(given);
        if (outcome instanceof GatewayError) return;
        const { model, messages, max_tokens = 1, temperature = 0 } = toCompletionRequest(outcome, 'default');
        expect(typeof model).toBe('string');
        expect(messages.length).toBeGreaterThan(0);
        for (const { role, content } of messages) {
          expect(['system', 'user', 'assistant']).toContain(role);
          expect(typeof content).toBe('string');
        }
        expect(Number.isInteger(max_tokens)).toBe(true);
        expect(temperature).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });
});

import { ACME_CALL } from '../upstream/testing/acme-call.js';
import { AnthropicThinking } from './anthropic-thinking.js';
import { AnthropicToolCalls } from './anthropic-tool-calls.js';
import { toToolCall } from './from-anthropic-answer.js';

describe('AnthropicToolCalls', () => {
  it('fails the answer that calls more tools than any request offers', () => {
    const calls = new AnthropicToolCalls(ACME_CALL);
    const start = (index: number) => calls.start(index, { type: 'tool_use', id: `a${index}`, name: 'f' });
    for (let index = 0; index < 1_000; index += 1) start(index);
    expect(() => start(1_000)).toThrow('more calls of tools than any request asks for');
  });
});

describe('a call without an id', () => {
  it('gets one of its own, whether it is whole or in pieces', () => {
    const block = { type: 'tool_use', name: 'f', input: {} };
    const whole = [0, 1].map((place) => toToolCall(block, place, ACME_CALL).id);
    expect(new Set(whole.filter((id) => id !== '')).size).toBe(2);
    const calls = new AnthropicToolCalls(ACME_CALL);
    expect([0, 1].map((index) => calls.start(index, block).tool_calls?.[0]?.id)).toEqual(whole);
  });
});

describe('the calls of a stream whose blocks do not say their place', () => {
  const started = (calls: AnthropicToolCalls, index: unknown, id: string) =>
    calls.start(index, { type: 'tool_use', id, name: 'f', input: {} });
  const argumentsOf = (delta: object | null) =>
    (delta as { tool_calls: object[] } | null)?.tool_calls[0] ?? null;

  it.each<[string, unknown, unknown]>([
    ['nowhere', undefined, undefined],
    ['in pieces alone', undefined, 'own'],
    ['in beginnings alone', 'own', undefined],
  ])('have their arguments where it is told %s', (_, atStart, inPieces) => {
    const calls = new AnthropicToolCalls(ACME_CALL);
    for (const [position, id] of ['a', 'b'].entries()) {
      const place = position + 1; // behind a text
      started(calls, atStart && place, id);
      const piece = calls.piece(inPieces && place, '{"x":1}');
      expect(argumentsOf(piece)).toEqual({ index: position, function: { arguments: '{"x":1}' } });
      expect(calls.stop(inPieces && place)).toBeNull();
    }
  });
});

describe('AnthropicThinking', () => {
  it('fails the answer that has more blocks of thinking than any answer', () => {
    const thinking = new AnthropicThinking(ACME_CALL);
    const start = (index: number) => thinking.start(index, { type: 'thinking', thinking: 'a' });
    for (let index = 0; index < 1_000; index += 1) start(index);
    expect(() => start(1_000)).toThrow('more blocks of thinking than any request asks for');
  });
});

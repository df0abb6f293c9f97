import type { CompletionChunk, StreamPart } from '../port/canonical.js';
import { chunkOf, END, textPart, USAGE } from '../port/testing/fake-llm-provider.js';
import { SeenAnswer } from './seen-answer.js';

function choice(index: number | null, content: string, finishReason: string | null = null): StreamPart {
  const choices = [{ index, delta: { content }, finish_reason: finishReason }];
  return { type: 'chunk', chunk: { ...chunkOf({}), choices } as CompletionChunk };
}

describe('what was seen of an answer', () => {
  let seen: SeenAnswer;
  beforeEach(() => {
    seen = new SeenAnswer();
  });
  const isOverAfter = (...parts: readonly StreamPart[]) =>
    parts.map((part) => {
      seen.take(part);
      return seen.isOver;
    });

  it('is over with the finish reason of its only choice, whatever comes behind it', () => {
    const parts = [choice(0, 'a'), choice(0, 'b', 'stop'), choice(0, 'c'), textPart('')];
    expect(isOverAfter(...parts)).toEqual([false, true, true, true]);
  });

  it('is over when every choice that was seen is', () => {
    const parts = [
      choice(0, 'a'),
      choice(1, 'b'),
      choice(0, '', 'stop'),
      choice(1, 'c'),
      choice(1, '', 'stop'),
    ];
    expect(isOverAfter(...parts)).toEqual([false, false, false, false, true]);
  });

  it('goes on with a choice that begins when another was over', () => {
    expect(isOverAfter(choice(0, 'a', 'stop'), choice(1, 'b'), choice(1, '', 'stop'))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('takes a choice without a number for the first', () => {
    expect(isOverAfter(choice(null, 'a'), choice(0, '', 'stop'))).toEqual([false, true]);
  });

  it('has the characters of all choices, and the usage that was told last, be it with the end', () => {
    const counts = { ...USAGE, completion_tokens: 1 };
    const counted: StreamPart = { type: 'chunk', chunk: { ...chunkOf({ content: 'abc' }), usage: counts } };
    seen.take(counted);
    seen.take(choice(1, 'de'));
    expect([seen.characters, seen.usage, seen.model]).toEqual([5, counts, 'acme-1']);
    seen.take(END);
    expect(seen.usage).toEqual(USAGE);
  });
});

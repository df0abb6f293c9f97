import * as fc from 'fast-check';
import { SANDBOX_MODELS } from './sandbox-models.js';
import { ask, collect, complete, deltasOf, FUNCTION_TOOL } from './testing/sandbox-stage.js';

describe('token limits', () => {
  it.each(['max_tokens', 'max_completion_tokens'])('%s cuts the answer', async (field) => {
    const { choice, usage } = await complete(ask('sim/echo', 'one two three four five', { [field]: 2 }));
    expect(choice).toMatchObject({ finish_reason: 'length', message: { content: 'one two' } });
    expect(usage.completion_tokens).toBe(2);
  });
});

describe('streaming', () => {
  it('opens with the role, ends with the reason, then finishes once', async () => {
    const parts = await collect(ask('sim/echo', 'one two'));
    expect(deltasOf(parts)).toEqual([
      { role: 'assistant', content: '', refusal: null },
      { content: 'one ' },
      { content: 'two' },
      {},
    ]);
    expect(parts.at(-2)).toMatchObject({ chunk: { choices: [{ finish_reason: 'stop' }] } });
    expect(parts.at(-1)).toMatchObject({ type: 'finished', finishReason: 'stop', model: 'sim/echo' });
    expect(parts.filter((part) => part.type === 'finished')).toHaveLength(1);
  });

  it('says the same as the plain answer, whatever the prompt, the model and the limit', async () => {
    const prompt = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.lorem({ mode: 'sentences' }),
      fc.string({ unit: 'grapheme' }),
    );
    const request = fc
      .record({
        name: fc.constantFrom(...SANDBOX_MODELS.map(({ name }) => name)),
        prompt,
        limit: fc.integer({ min: 1, max: 90 }),
      })
      .map(({ name, prompt: text, limit }) => ask(name, text, { max_tokens: limit, tools: [FUNCTION_TOOL] }));
    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        const { completion, choice, usage } = await complete(asked);
        const parts = await collect(asked);
        const deltas = deltasOf(parts);
        expect(deltas.map(({ content }) => content ?? '').join('')).toBe(choice.message.content ?? '');
        const [call] = choice.message.tool_calls ?? [];
        const streamed = deltas.flatMap(({ tool_calls: calls }) => calls ?? []);
        expect(streamed.map((one) => one.function?.arguments ?? '').join('')).toBe(
          call?.type === 'function' ? call.function.arguments : '',
        );
        expect(parts.at(-1)).toEqual({
          type: 'finished',
          finishReason: choice.finish_reason,
          usage,
          model: completion.model,
        });
        expect(usage.completion_tokens).toBeLessThanOrEqual(asked.max_tokens ?? 0);
      }),
    );
  });
});

describe('determinism', () => {
  it('gives the same answer to the same request, and another id to another', async () => {
    const first = await complete(ask('sim/echo', 'one'));
    const second = await complete(ask('sim/echo', 'one'));
    const other = await complete(ask('sim/echo', 'two'));
    expect(second.completion).toEqual(first.completion);
    expect(first.completion).toMatchObject({ created: 1_700_000_000, model: 'sim/echo' });
    expect(first.completion.id).toMatch(/^chatcmpl-sim-[0-9a-f]{16}$/);
    expect(other.completion.id).not.toBe(first.completion.id);
  });

  it('gives the same id to a stream', async () => {
    const { completion } = await complete(ask('sim/echo', 'one'));
    expect((await collect(ask('sim/echo', 'one')))[0]).toMatchObject({ chunk: { id: completion.id } });
  });
});

import * as fc from 'fast-check';
import type { Clock } from '../../common/clock.js';
import { GatewayError } from '../../common/errors.js';
import { countTokens } from './tokens/token-counting.js';
import type { CompletionRequest, StreamPart } from '../../port/canonical.js';
import { SANDBOX_FAILURES } from './sandbox-failures.js';
import { SANDBOX_MODELS } from './sandbox-models.js';
import { sandbox } from './sandbox.definition.js';
import { SandboxProvider } from './sandbox.provider.js';

const NOW_MS = 1_700_000_000_999;
const SETTINGS = { apiKeys: [], baseUrl: null, defaultModel: sandbox.defaultModel, modelAliases: new Map() };
const PREFIX = 'Tollgate sandbox (simulator) API error: ';

/** Fires timers only when told to, and remembers them. */
class ManualClock implements Clock {
  readonly delaysMs: number[] = [];
  cancelled = 0;
  private pending: (() => void) | null = null;
  nowMs = () => NOW_MS;
  monotonicMs = () => 0;
  setTimer(delayMs: number, callback: () => void): () => void {
    this.delaysMs.push(delayMs);
    this.pending = callback;
    return () => {
      if (this.pending !== callback) return;
      this.pending = null;
      this.cancelled++;
    };
  }
  get isWaiting(): boolean {
    return this.pending !== null;
  }
  fire(): void {
    const callback = this.pending;
    this.pending = null;
    callback?.();
  }
}

/** Fires every timer at once. */
class HurriedClock extends ManualClock {
  override setTimer(delayMs: number, callback: () => void): () => void {
    const cancel = super.setTimer(delayMs, callback);
    queueMicrotask(() => this.fire());
    return cancel;
  }
}

function setUp(clock: ManualClock = new HurriedClock()) {
  const controller = new AbortController();
  const provider = new SandboxProvider(sandbox, SETTINGS, clock);
  const attempt = { signal: controller.signal, requestId: 'test', apiKey: null };
  return { clock, controller, provider, attempt };
}

function ask(model: string, prompt: string, rest: Partial<CompletionRequest> = {}): CompletionRequest {
  return { model, messages: [{ role: 'user', content: prompt }], ...rest };
}

async function complete(request: CompletionRequest) {
  const { provider, attempt } = setUp();
  const completion = await provider.complete(request, attempt);
  const [choice] = completion.choices;
  if (!choice || !completion.usage) throw new Error('The answer has no choice or no usage.');
  return { completion, choice, usage: completion.usage };
}

async function collect(request: CompletionRequest) {
  const { provider, attempt } = setUp();
  const parts: StreamPart[] = [];
  for await (const part of provider.stream(request, attempt)) parts.push(part);
  return parts;
}

function deltasOf(parts: readonly StreamPart[]) {
  return parts.flatMap((part) => (part.type === 'chunk' ? part.chunk.choices.map(({ delta }) => delta) : []));
}

const FUNCTION_TOOL = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

describe('sim/echo', () => {
  it('repeats the last user message, byte for byte', async () => {
    const text = ' Hi\u200f <|endoftext|> 👩‍👩‍👧‍👦 \ud83d lone\r\n';
    const messages: CompletionRequest['messages'] = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'answer' },
      { role: 'user', content: text },
    ];
    const { choice, usage } = await complete({ model: 'sim/echo', messages });
    expect(choice).toMatchObject({ finish_reason: 'stop', message: { role: 'assistant', content: text } });
    const promptTokens = ['Be brief.', 'first', 'answer', text].reduce(
      (sum, one) => sum + countTokens(one),
      0,
    );
    expect(usage).toEqual({
      prompt_tokens: promptTokens,
      completion_tokens: countTokens(text),
      total_tokens: promptTokens + countTokens(text),
      prompt_tokens_details: { cached_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0 },
    });
  });

  it('joins text parts, and is empty without a user message', async () => {
    const parts = [
      { type: 'text' as const, text: 'one ' },
      { type: 'image_url' as const, image_url: { url: 'data:,' } },
      { type: 'text' as const, text: 'two' },
    ];
    const { choice } = await complete({ model: 'sim/echo', messages: [{ role: 'user', content: parts }] });
    expect(choice.message.content).toBe('one two');
    const empty = await complete({ model: 'sim/echo', messages: [{ role: 'system', content: 'x' }] });
    expect(empty.choice).toMatchObject({ finish_reason: 'stop', message: { content: '' } });
  });
});

describe('sim/extract', () => {
  it('picks the first sentence and the two longest others, in their order', async () => {
    const prompt = 'Short one. This one is a good deal longer! No. And this is the longest of them all? Ok.';
    const { choice } = await complete(ask('sim/extract', prompt));
    expect(choice.message.content).toBe(
      'Short one. This one is a good deal longer! And this is the longest of them all?',
    );
  });

  it('says nothing about nothing', async () => {
    expect((await complete(ask('sim/extract', ' \n'))).choice.message.content).toBe('');
  });
});

describe('sim/json', () => {
  it('fills the schema it is given', async () => {
    const schema = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };
    const response_format = { type: 'json_schema' as const, json_schema: { name: 'answer', schema } };
    const { choice } = await complete(ask('sim/json', 'Hi', { response_format }));
    expect(choice.message.content).toBe('{"ok":true}');
  });

  it('makes an object about the prompt without a schema', async () => {
    const { choice } = await complete(ask('sim/json', 'Hi'));
    expect(JSON.parse(choice.message.content ?? '')).toEqual({
      simulated: true,
      prompt_characters: 2,
      prompt_excerpt: 'Hi',
    });
  });
});

describe('sim/tool', () => {
  it('calls the first function offered', async () => {
    const { choice, usage, completion } = await complete(ask('sim/tool', 'Hi', { tools: [FUNCTION_TOOL] }));
    const id = completion.id.replace('chatcmpl-sim-', 'call_sim_');
    const call = { name: 'get_weather', arguments: '{"city":"sample"}' };
    expect(choice).toMatchObject({
      finish_reason: 'tool_calls',
      message: { content: null, tool_calls: [{ id, type: 'function', function: call }] },
    });
    expect(usage.completion_tokens).toBe(countTokens(call.name) + countTokens(call.arguments));
  });

  it('calls the function that tool_choice names', async () => {
    const other = { type: 'function' as const, function: { name: 'other' } };
    const tool_choice = { type: 'function' as const, function: { name: 'other' } };
    const { choice } = await complete(ask('sim/tool', 'Hi', { tools: [FUNCTION_TOOL, other], tool_choice }));
    expect(choice.message.tool_calls).toMatchObject([{ function: { name: 'other', arguments: '{}' } }]);
  });

  it.each<[string, Partial<CompletionRequest>]>([
    ['no tools are offered', {}],
    ['tool_choice forbids it', { tools: [FUNCTION_TOOL], tool_choice: 'none' }],
  ])('says that it calls none if %s', async (_case, rest) => {
    const { choice } = await complete(ask('sim/tool', 'Hi', rest));
    expect(choice.finish_reason).toBe('stop');
    expect(choice.message.content).toContain('No function was offered');
  });

  it("repeats the tool's result instead of calling it again", async () => {
    const request = ask('sim/tool', 'Hi', { tools: [FUNCTION_TOOL] });
    const messages = [
      ...request.messages,
      { role: 'tool' as const, tool_call_id: 'x', content: '21 degrees' },
    ];
    const { choice } = await complete({ ...request, messages });
    expect(choice).toMatchObject({ finish_reason: 'stop', message: { content: '21 degrees' } });
  });

  it('streams the name first and the arguments after it', async () => {
    const deltas = deltasOf(await collect(ask('sim/tool', 'Hi', { tools: [FUNCTION_TOOL] })));
    expect(deltas[0]).toMatchObject({
      role: 'assistant',
      tool_calls: [{ function: { name: 'get_weather' } }],
    });
    const calls = deltas.flatMap((delta) => delta.tool_calls ?? []);
    expect(calls.map((call) => call.function?.arguments).join('')).toBe('{"city":"sample"}');
  });
});

describe('sim/reasoning', () => {
  it('reasons before it echoes', async () => {
    const { choice, usage } = await complete(ask('sim/reasoning', 'Hello, world!'));
    expect(choice).toMatchObject({ finish_reason: 'stop', message: { content: 'Hello, world!' } });
    expect(usage).toMatchObject({
      completion_tokens: 68,
      completion_tokens_details: { reasoning_tokens: 64 },
    });
  });

  it.each([10, 64])('answers nothing with %d tokens to spend', async (max_completion_tokens) => {
    const { choice, usage } = await complete(ask('sim/reasoning', 'Hello', { max_completion_tokens }));
    expect(choice).toMatchObject({ finish_reason: 'length', message: { content: '' } });
    expect(usage.completion_tokens).toBe(max_completion_tokens);
    expect(usage.completion_tokens_details?.reasoning_tokens).toBe(max_completion_tokens);
  });
});

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

describe('knobs', () => {
  it('wait before the first byte and between pieces', async () => {
    const { provider, attempt, clock } = setUp();
    await provider.complete(ask('sim/echo:latency-ms=1500:chunk-ms=20', 'one two three'), attempt);
    expect(clock.delaysMs).toEqual([1500, 20, 20]);
  });

  it.each([...SANDBOX_FAILURES])(
    'fail=%s is %s, plain and streamed, before any chunk',
    async (name, code) => {
      const request = ask(`sim/echo:fail=${name}`, 'Hi');
      for (const answer of [complete(request), collect(request)]) {
        const error: unknown = await answer.catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(GatewayError);
        expect(error).toMatchObject({ code, retryAfterMs: null });
        expect((error as GatewayError).message).toBe(
          `${PREFIX}this failure (${name}) is simulated: "fail=${name}" in the model's name asked for it.`,
        );
      }
    },
  );

  it('say how long to wait', async () => {
    const request = ask('sim/echo:fail=429:retry-after-s=2', 'Hi');
    await expect(complete(request)).rejects.toMatchObject({ retryAfterMs: 2000 });
  });

  it.each([
    [0, []],
    [2, ['one ', 'two ']],
    [9, ['one ', 'two ', 'three']],
  ])('cut=%d breaks the stream off', async (cut, expected) => {
    const { provider, attempt } = setUp();
    const parts: StreamPart[] = [];
    const read = async () => {
      const request = ask(`sim/echo:cut=${cut}`, 'one two three');
      for await (const part of provider.stream(request, attempt)) parts.push(part);
    };
    await expect(read()).rejects.toMatchObject({
      code: 'provider.invalid_response',
      message: `${PREFIX}the stream broke off before the answer was finished; "cut=${cut}" in the model's name asked for it.`,
    });
    expect(
      deltasOf(parts)
        .slice(1)
        .map(({ content }) => content),
    ).toEqual(expected);
  });

  it('cut the plain answer with the same error', async () => {
    const request = ask('sim/echo:cut=1', 'one two three');
    await expect(complete(request)).rejects.toMatchObject({ code: 'provider.invalid_response' });
  });

  it.each(['stop', 'length', 'content_filter'])('finish=%s is reported', async (reason) => {
    const { choice } = await complete(ask(`sim/echo:finish=${reason}`, 'Hi', { max_tokens: 100 }));
    expect(choice).toMatchObject({ finish_reason: reason, message: { content: 'Hi' } });
  });

  it('are checked before anything is answered', async () => {
    await expect(collect(ask('sim/none', 'Hi'))).rejects.toMatchObject({ code: 'model.not_found' });
    await expect(complete(ask('sim/echo:x=1', 'Hi'))).rejects.toMatchObject({ code: 'provider.rejected' });
  });
});

describe('cancelling', () => {
  const reason = new GatewayError('client.gone', 'The caller left.');

  it('starts nothing once the signal is aborted', async () => {
    const { provider, attempt, controller, clock } = setUp();
    controller.abort(reason);
    await expect(provider.complete(ask('sim/echo:latency-ms=5', 'Hi'), attempt)).rejects.toBe(reason);
    expect(clock.delaysMs).toEqual([]);
  });

  it('ends a wait at once and cancels its timer', async () => {
    const { provider, attempt, controller, clock } = setUp(new ManualClock());
    const answer = provider.complete(ask('sim/echo:latency-ms=600000', 'Hi'), attempt);
    expect(clock.isWaiting).toBe(true);
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
    expect(clock).toMatchObject({ isWaiting: false, cancelled: 1 });
  });

  it('ends a stream while it waits for the next piece', async () => {
    const { provider, attempt, controller, clock } = setUp(new ManualClock());
    const parts = provider.stream(ask('sim/echo:chunk-ms=20', 'one two'), attempt);
    await parts.next();
    await parts.next();
    const next = parts.next();
    await new Promise(setImmediate);
    expect(clock.isWaiting).toBe(true);
    controller.abort(reason);
    await expect(next).rejects.toBe(reason);
    expect(clock.isWaiting).toBe(false);
  });

  it('ends a stream between two pieces without a wait', async () => {
    const { provider, attempt, controller } = setUp();
    const parts = provider.stream(ask('sim/echo', 'one two'), attempt);
    await parts.next();
    await parts.next();
    controller.abort(reason);
    await expect(parts.next()).rejects.toBe(reason);
  });

  it('has nothing to clean up when the reader leaves early', async () => {
    const { provider, attempt, clock } = setUp(new ManualClock());
    for await (const part of provider.stream(ask('sim/echo:chunk-ms=20', 'one two'), attempt)) {
      expect(part.type).toBe('chunk');
      break;
    }
    expect(clock.isWaiting).toBe(false);
  });
});

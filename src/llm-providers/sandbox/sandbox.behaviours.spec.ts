import { countTokens } from './tokens/token-counting.js';
import type { CompletionRequest } from '../../port/canonical.js';
import { ask, collect, complete, deltasOf, FUNCTION_TOOL } from './testing/sandbox-stage.js';

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

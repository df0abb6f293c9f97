import { GatewayError } from '../../../../common/errors.js';
import type { AnswerPart } from '../../../../completions/opened-stream.js';
import type { Completion, CompletionUsage } from '../../../../port/canonical.js';
import { RequestLosses } from '../../../request-losses.js';
import { OfferedTools } from '../request/offered-tools.js';
import { unseal } from '../../../sealed-thoughts.js';
import { EventNumbers, responseEvents, toWholeResponse, type NumberedEvent } from './response-stream.js';
import type { AskedResponse } from './streamed-response.js';

const USAGE = {
  prompt_tokens: 10,
  completion_tokens: 5,
  total_tokens: 15,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 3 },
} as CompletionUsage;
const TOOLS = [
  { type: 'custom', name: 'patch' },
  { type: 'namespace', name: 'mcp', tools: [{ type: 'function', name: 'find' }] },
];
const SEARCH = { type: 'tool_search', execution: 'client' };
const KEEPS = { include: ['reasoning.encrypted_content'] };

const asked = (body: object = {}): AskedResponse => ({
  body: { model: 'p/m', input: 'hi', ...body },
  tools: new OfferedTools({ tools: [...TOOLS, SEARCH] }, new RequestLosses()),
  provider: 'p',
  model: 'm',
  ending: 'abc',
  nowMs: () => 7_000,
});
const chunk = (delta: object, more: object = {}) =>
  ({
    type: 'chunk',
    chunk: {
      id: 'c1',
      created: 5,
      model: 'm-1',
      choices: [{ index: 0, delta, finish_reason: null, ...more }],
    },
  }) as unknown as AnswerPart;
const end = (finishReason = 'stop', usage: CompletionUsage | null = USAGE) =>
  ({ type: 'finished', finishReason, usage, model: 'm', cost: { usd: null, source: null } }) as AnswerPart;
const call = (index: number, json: string, id?: string, name = `f_${id}`) => ({
  tool_calls: [
    { index, ...(id && { id, type: 'function' }), function: { ...(id && { name }), arguments: json } },
  ],
});

async function eventsOf(body: object, ...parts: readonly (AnswerPart | Error)[]): Promise<NumberedEvent[]> {
  async function* come() {
    for (const part of parts) {
      if (part instanceof Error) throw part;
      yield await Promise.resolve(part);
    }
  }
  const events: NumberedEvent[] = [];
  for await (const { event } of responseEvents(come(), asked(body))) events.push(event);
  return events;
}
const typesOf = (events: readonly NumberedEvent[]) => events.map(({ type }) => type.replace('response.', ''));
const lastOf = (events: readonly NumberedEvent[]) =>
  events.at(-1)?.['response'] as { output: Record<string, unknown>[]; [field: string]: unknown };

describe('the events of a streamed response', () => {
  it('are numbered, in their order, and end with the whole of it', async () => {
    const events = await eventsOf(
      {},
      chunk({ role: 'assistant' }),
      chunk({ content: 'Hi' }),
      chunk({ content: '.' }),
      end(),
    );
    expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, at) => at));
    expect(typesOf(events)).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'completed',
    ]);
    expect(events[4]).toEqual({
      type: 'response.output_text.delta',
      sequence_number: 4,
      item_id: 'msg_abc0000',
      output_index: 0,
      content_index: 0,
      delta: 'Hi',
      logprobs: [],
    });
    expect(lastOf(events)).toMatchObject({
      id: 'resp_abc',
      created_at: 5,
      completed_at: 7,
      status: 'completed',
      model: 'm-1',
      output: [
        {
          id: 'msg_abc0000',
          status: 'completed',
          content: [{ type: 'output_text', text: 'Hi.', annotations: [], logprobs: [] }],
        },
      ],
      usage: {
        input_tokens: 10,
        input_tokens_details: { cached_tokens: 4, cache_write_tokens: 0 },
        output_tokens: 5,
        output_tokens_details: { reasoning_tokens: 3 },
        total_tokens: 15,
      },
    });
  });

  it('tell thoughts as a summary, before the text', async () => {
    const events = await eventsOf(
      {},
      chunk({ reasoning_content: 'Hm' }),
      chunk({ reasoning: '.' }),
      chunk({ content: 'Hi' }),
      end(),
    );
    expect(typesOf(events).slice(2, 9)).toEqual([
      'output_item.added',
      'reasoning_summary_part.added',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.done',
      'reasoning_summary_part.done',
      'output_item.done',
    ]);
    expect(lastOf(events).output).toMatchObject([
      { type: 'reasoning', id: 'rs_abc0000', summary: [{ type: 'summary_text', text: 'Hm.' }] },
      { type: 'message', id: 'msg_abc0001' },
    ]);
  });

  it('seal what goes back to the provider, where the caller keeps it', async () => {
    const thinking_blocks = [{ type: 'thinking', thinking: 'Hm', signature: 's' }];
    const detail = (fields: object) => ({
      reasoning_details: [{ type: 'reasoning.text', index: 0, ...fields }],
    });
    const signed = { tool_calls: [{ ...call(0, '{}', 'a').tool_calls[0], extra_content: { google: 1 } }] };
    const parts = [
      chunk({ reasoning_content: 'Hm', ...detail({ text: 'H' }) }),
      chunk(detail({ text: 'm', signature: 's' })),
      chunk(signed),
    ];
    const [item, ...others] = lastOf(await eventsOf(KEEPS, ...parts, end())).output;
    expect(unseal(item?.['encrypted_content'])).toEqual({
      provider: 'p',
      message: detail({ text: 'Hm', signature: 's' }),
      calls: { a: { extra_content: { google: 1 } } },
    });
    expect(others).toMatchObject([{ type: 'function_call' }]);
    const withBlocks = await eventsOf(KEEPS, ...parts, chunk({ thinking_blocks }), end());
    expect(unseal(lastOf(withBlocks).output[0]?.['encrypted_content'])?.message).toEqual({ thinking_blocks });
    const unasked = lastOf(await eventsOf({}, ...parts, end())).output;
    expect(unasked[0]).not.toHaveProperty('encrypted_content');
  });

  it('give thoughts an item that nobody has heard', async () => {
    const blocks = { thinking_blocks: [{ type: 'redacted_thinking', data: 'd' }] };
    const { output } = lastOf(await eventsOf(KEEPS, chunk({ content: 'Hi' }), chunk(blocks), end()));
    expect(output.map(({ type }) => type)).toEqual(['message', 'reasoning']);
    expect(unseal(output[1]?.['encrypted_content'])?.message).toEqual(blocks);
  });

  it('end a call when the next begins, and read pieces of several in turn', async () => {
    const events = await eventsOf(
      {},
      chunk(call(0, '', 'a')),
      chunk(call(0, '{"x":')),
      chunk(call(1, '', 'b')),
      chunk(call(0, '1}')),
      chunk(call(1, '')),
      chunk({ content: 'So.' }),
      end('tool_calls'),
    );
    expect(lastOf(events).output).toMatchObject([
      { type: 'function_call', call_id: 'a', name: 'f_a', arguments: '{"x":1}', status: 'completed' },
      { type: 'function_call', call_id: 'b', name: 'f_b', arguments: '{}', status: 'completed' },
      { type: 'message', content: [{ text: 'So.' }] },
    ]);
    const ended = events.filter(({ type }) => type === 'response.output_item.done');
    expect(ended.map((event) => event['output_index'])).toEqual([0, 1, 2]);
  });

  it('refuse a piece of a call behind its end', async () => {
    const events = await eventsOf(
      {},
      chunk(call(0, '{}', 'a')),
      chunk({ content: 'x' }),
      chunk(call(0, '{}')),
    );
    expect(events.at(-1)).toMatchObject({ type: 'response.failed', error: { type: 'server_error' } });
  });

  it('tell custom tools, and groups of tools, by what their caller called them', async () => {
    const events = await eventsOf(
      {},
      chunk(call(0, '{"input":"*** ', 'a', 'patch')),
      chunk(call(0, 'Begin"}')),
      chunk(call(1, '{}', 'b', 'mcp__find')),
      end('tool_calls'),
    );
    expect(lastOf(events).output).toMatchObject([
      { type: 'custom_tool_call', id: 'ctc_abc0000', call_id: 'a', name: 'patch', input: '*** Begin' },
      { type: 'function_call', call_id: 'b', name: 'find', namespace: 'mcp' },
    ]);
    expect(typesOf(events)).toContain('custom_tool_call_input.done');
  });

  it('tell a search for tools by its arguments, at its end', async () => {
    const events = await eventsOf(
      {},
      chunk(call(0, '{"query":', 'a', 'tool_search')),
      chunk(call(0, '"files"}')),
      end('tool_calls'),
    );
    const item = { type: 'tool_search_call', id: 'tsc_abc0000', call_id: 'a', execution: 'client' };
    const whole = { ...item, status: 'completed', arguments: { query: 'files' } };
    expect(lastOf(events).output).toEqual([whole]);
    expect(events.filter(({ item: told }) => told)).toMatchObject([
      { type: 'response.output_item.added', item: { ...item, status: 'in_progress', arguments: {} } },
      { type: 'response.output_item.done', item: whole },
    ]);
    expect(typesOf(events).join()).not.toContain('arguments');
    const cut = await eventsOf({}, chunk(call(0, '{"query":', 'a', 'tool_search')), end('length'));
    expect(lastOf(cut).output).toMatchObject([{ status: 'incomplete', arguments: '{"query":' }]);
  });

  it('tell a refusal as a part of its own', async () => {
    const events = await eventsOf({}, chunk({ content: 'Well.' }), chunk({ refusal: 'No.' }), end());
    expect(lastOf(events).output[0]).toMatchObject({
      content: [{ type: 'output_text' }, { type: 'refusal', refusal: 'No.' }],
    });
    expect(typesOf(events)).toContain('refusal.done');
  });

  it('bring sources and the odds of tokens', async () => {
    const url_citation = { url: 'https://example.com', title: 'T', start_index: 0, end_index: 2 };
    const token = { token: 'Hi', logprob: -0.1, bytes: [72, 105], top_logprobs: [] };
    const events = await eventsOf(
      {},
      chunk({ content: 'Hi' }, { logprobs: { content: [token] } }),
      chunk({ annotations: [{ type: 'url_citation', url_citation }, { type: 'of_tomorrow' }] }),
      end(),
    );
    expect(lastOf(events).output[0]).toMatchObject({
      content: [{ annotations: [{ type: 'url_citation', ...url_citation }], logprobs: [token] }],
    });
  });

  it.each([
    ['length', 'max_output_tokens'],
    ['content_filter', 'content_filter'],
  ])('are incomplete where an answer ends for %s', async (finish, reason) => {
    const events = await eventsOf({}, chunk(call(0, '{"x"', 'a')), end(finish));
    expect(events.at(-1)?.type).toBe('response.incomplete');
    expect(lastOf(events)).toMatchObject({
      status: 'incomplete',
      completed_at: null,
      incomplete_details: { reason },
      output: [{ status: 'incomplete', arguments: '{"x"' }],
    });
  });

  it.each([
    ['provider.unavailable', 'server_error'],
    ['provider.rate_limited', 'rate_limit_exceeded'],
    ['provider.rejected', 'invalid_prompt'],
  ] as const)('end in one failure after %s: %s', async (code, name) => {
    for (const parts of [[], [chunk({ content: 'Hi' })]]) {
      const events = await eventsOf({}, ...parts, new GatewayError(code, 'no'));
      expect(typesOf(events).slice(0, 2)).toEqual(['created', 'in_progress']);
      expect(events.at(-1)).toMatchObject({
        type: 'response.failed',
        response: { status: 'failed', error: { code: name, message: 'no' }, usage: null },
        error: { code: name, message: 'no' },
      });
    }
  });
});

describe('a whole response', () => {
  it('is what a stream of the same answer comes to', async () => {
    const message = { role: 'assistant', content: 'Hi', reasoning_content: 'Hm', ...call(0, '{}', 'a') };
    const completion = {
      id: 'c1',
      object: 'chat.completion',
      created: 5,
      model: 'm-1',
      service_tier: 'flex',
      choices: [{ index: 0, message, finish_reason: 'tool_calls', logprobs: null }],
      usage: USAGE,
    } as unknown as Completion;
    const whole = toWholeResponse(completion, asked({ instructions: 'Be brief.', temperature: 0 }));
    const events = await eventsOf(
      { instructions: 'Be brief.', temperature: 0, service_tier: 'flex' },
      chunk({ reasoning_content: 'Hm' }),
      chunk({ content: 'Hi' }),
      chunk(call(0, '{}', 'a')),
      end('tool_calls'),
    );
    expect(whole).toEqual(lastOf(events));
    expect(whole).toMatchObject({ instructions: 'Be brief.', temperature: 0, store: false });
  });

  it.each([
    undefined,
    { completion_tokens: 5 },
    { prompt_tokens: null, completion_tokens: 5, total_tokens: 5 },
    { prompt_tokens: 10, completion_tokens: null, total_tokens: 10 },
  ])('has no counts where not both are known: %j', (usage) => {
    const choices = [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }];
    const completion = { model: 'm', choices, usage } as unknown as Completion;
    expect(toWholeResponse(completion, asked())).toMatchObject({ usage: null });
  });
});

describe('the numbers of events', () => {
  const keptAlive = (numbers: EventNumbers) =>
    /^event: keepalive\ndata: \{"type":"keepalive","sequence_number":(\d+)\}\n\n$/.exec(
      numbers.keepAlive(),
    )?.[1];

  it('count signs of life as events', () => {
    const numbers = new EventNumbers();
    expect([numbers.take(), keptAlive(numbers), numbers.take()]).toEqual([0, '1', 2]);
  });

  it('go on from those of a provider that gives its own, of which signs of life take none', () => {
    const numbers = new EventNumbers();
    numbers.saw({ sequence_number: 7 });
    expect([numbers.keepAlive(), numbers.take()]).toEqual([': keep-alive\n\n', 8]);
    numbers.saw({ sequence_number: 8 });
    expect(numbers.take()).toBe(9);
  });
});

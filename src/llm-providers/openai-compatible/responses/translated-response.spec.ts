import type { CompletionRequest } from '../../../port/canonical.js';
import { asked, events, FINISHED, REQUEST } from './testing/asked-responses.js';

type Fields = Readonly<Record<string, unknown>>;

const KEY = { variable: 'ACME_API_KEY', value: 'acme-key-0123456789' };
const text = (said: string) => ({ type: 'message', content: [{ type: 'output_text', text: said }] });
const CALL = { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'now', arguments: '{"at":"Wien"}' };
const THOUGHT = {
  type: 'reasoning',
  id: 'rs_1',
  summary: [
    { type: 'summary_text', text: 'First' },
    { type: 'summary_text', text: 'Then' },
  ],
  encrypted_content: 'sealed',
};
const done = (item: Fields, output_index: number) => ({
  type: 'response.output_item.done',
  output_index,
  item,
});
const added = (item: Fields, output_index: number) => ({
  type: 'response.output_item.added',
  output_index,
  item,
});
const completed = (output: readonly Fields[] = []) => ({
  type: 'response.completed',
  response: { ...FINISHED, output },
});
const messageOf = async (answer: string | Fields) => (await asked(answer)).completion.choices[0]?.message;
const failureOf = (answer: string | Fields) =>
  asked(answer).then(
    () => null,
    (error: unknown) => error,
  );

describe('a response as an answer of chat completions', () => {
  it('has what it says, thinks and calls, with its counts', async () => {
    const usage = {
      input_tokens: 10,
      input_tokens_details: { cached_tokens: 4 },
      output_tokens: 20,
      output_tokens_details: { reasoning_tokens: 5 },
      total_tokens: 30,
    };
    const output = [THOUGHT, text('Noon'), text('then'), CALL];
    const { completion } = await asked({ ...FINISHED, output, usage });
    expect(completion).toMatchObject({
      id: 'resp_1',
      object: 'chat.completion',
      choices: [
        {
          finish_reason: 'tool_calls',
          message: {
            role: 'assistant',
            content: 'Noon\n\nthen',
            reasoning_content: 'First\n\nThen',
            tool_calls: [
              { id: 'c1', type: 'function', function: { name: 'now', arguments: '{"at":"Wien"}' } },
            ],
          },
        },
      ],
    });
    expect(completion.usage).toEqual({
      prompt_tokens: 10,
      completion_tokens: 20,
      total_tokens: 30,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { reasoning_tokens: 5 },
    });
  });

  it.each<[string, readonly Fields[]]>([
    [
      'in pieces and as a whole',
      [added({ ...CALL, arguments: '' }, 0), args('{"at":'), args('"Wien"}'), done(CALL, 0)],
    ],
    ['at the end of its item alone', [done(CALL, 0)]],
    ['at the end of its arguments', [added({ ...CALL, arguments: '' }, 0), argsDone(CALL.arguments)]],
    ['with the whole response alone', []],
  ])('tells a call once that comes %s', async (_, before) => {
    const message = await messageOf(events(...before, completed([CALL])));
    expect(message?.tool_calls).toEqual([
      { id: 'c1', type: 'function', function: { name: 'now', arguments: '{"at":"Wien"}' } },
    ]);
  });

  it('tells a text once, however often it comes', async () => {
    const place = { output_index: 0, content_index: 0 };
    const delta = (piece: string) => ({ type: 'response.output_text.delta', ...place, delta: piece });
    const whole = { type: 'response.output_text.done', ...place, text: 'Noon' };
    const begun = added({ type: 'message', content: [] }, 0);
    const told = [begun, delta('No'), delta('on'), whole, done(text('Noon'), 0)];
    for (const before of [told, [begun, whole], [done(text('Noon'), 0)], []]) {
      expect((await messageOf(events(...before, completed([text('Noon')]))))?.content).toBe('Noon');
    }
  });

  it('has log probabilities, citations and calls of custom tools', async () => {
    const cited = {
      type: 'url_citation',
      url: 'https://acme.example',
      title: 'Acme',
      start_index: 0,
      end_index: 4,
    };
    const token = { token: 'Noon', logprob: -0.1, bytes: null, top_logprobs: [] };
    const part = { type: 'output_text', text: 'Noon', annotations: [cited], logprobs: [token] };
    const patch = { type: 'custom_tool_call', call_id: 'c2', name: 'patch', input: '***' };
    const output = [{ type: 'web_search_call', id: 'ws_1' }, { type: 'message', content: [part] }, patch];
    const { choices } = (await asked({ ...FINISHED, output })).completion;
    const { type, ...citation } = cited;
    expect(choices).toMatchObject([
      {
        message: {
          annotations: [{ type, url_citation: citation }],
          tool_calls: [{ id: 'c2', type: 'custom', custom: { name: 'patch', input: '***' } }],
        },
        logprobs: { content: [token] },
      },
    ]);
  });

  it('shows pictures that a tool of the provider’s own has made, once and in their order', async () => {
    const pictures = [
      { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'AA==' },
      { type: 'image_generation_call', id: 'ig_2', status: 'failed', result: null },
      { type: 'image_generation_call', id: 'ig_3', result: 'AQ==', output_format: 'webp' },
    ];
    const begun = (at: number) => added({ ...pictures[at], status: 'in_progress', result: null }, at);
    const steps = pictures.flatMap((picture, at) => [begun(at), done(picture, at)]);
    const answers = [
      { ...FINISHED, output: pictures },
      events(...steps, completed(pictures)),
      events(...steps, completed()),
    ];
    for (const answer of answers) {
      expect((await messageOf(answer)) as unknown as Fields).toMatchObject({
        images: [
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
          { type: 'image_url', image_url: { url: 'data:image/webp;base64,AQ==' } },
        ],
      });
    }
  });

  it('says in words what is asked of its caller, and cannot be told as a call', async () => {
    const shell = { type: 'shell_call', call_id: 's1', action: { commands: ['ls'] } };
    const patch = { type: 'apply_patch_call', call_id: 'p1' };
    const saying = (type: string) =>
      `[The model answered with an item of type ${type}, which this API has no place for.]`;
    const contentOf = async (answer: string | Fields) => (await messageOf(answer))?.content;
    expect(await contentOf({ ...FINISHED, output: [shell, { ...shell, call_id: 's2' }, patch] })).toBe(
      `${saying('shell_call')}\n${saying('apply_patch_call')}`,
    );
    const output = [text('Well.'), shell];
    const steps = [done(output[0]!, 0), added(shell, 1), done(shell, 1)];
    for (const answer of [
      { ...FINISHED, output },
      events(...steps, completed(output)),
      events(...steps, completed()),
    ])
      expect(await contentOf(answer)).toBe(`Well.\n\n${saying('shell_call')}`);
  });

  it('says nothing of what its provider did by itself', async () => {
    const shell = { type: 'shell_call', call_id: 's1' };
    const answered = { type: 'shell_call_output', call_id: 's1', output: [] };
    const output = [{ type: 'web_search_call', id: 'ws_1' }, shell, answered, text('Done.')];
    expect((await messageOf({ ...FINISHED, output }))?.content).toBe('Done.');
  });

  it('says why it ended', async () => {
    const endOf = async (fields: Fields) =>
      (await asked({ ...FINISHED, output: [text('No')], ...fields })).completion.choices[0]?.finish_reason;
    const incomplete = (reason: string) => ({ status: 'incomplete', incomplete_details: { reason } });
    expect(await endOf({})).toBe('stop');
    expect(await endOf(incomplete('max_output_tokens'))).toBe('length');
    expect(await endOf(incomplete('content_filter'))).toBe('content_filter');
  });

  it.each<[string, string | Fields, string]>([
    [
      'an error event',
      events({ type: 'error', code: 'rate_limit_exceeded', message: 'slow' }),
      'provider.rate_limited',
    ],
    [
      'a failed response',
      events({
        type: 'response.failed',
        response: { status: 'failed', error: { code: 'server_error', message: 'x' } },
      }),
      'provider.unavailable',
    ],
    ['a stream that just stops', events(done(text('Noon'), 0)), 'provider.invalid_response'],
    ['a response that is not finished', { ...FINISHED, status: 'in_progress' }, 'provider.invalid_response'],
    ['no response at all', { choices: [] }, 'provider.invalid_response'],
    [
      'a call without a name',
      { ...FINISHED, output: [{ ...CALL, name: null }] },
      'provider.invalid_response',
    ],
    ['the same in events', events(added({ ...CALL, name: '' }, 0), completed()), 'provider.invalid_response'],
  ])('is none of %s', async (_, answer, code) => {
    expect(await failureOf(answer)).toMatchObject({ code });
  });
});

describe('a refusal of the Responses API', () => {
  it.each([
    ['reasoning.effort', { reasoning_effort: 'high' }, 'reasoning_effort'],
    ['include', { reasoning_effort: 'high' }, 'reasoning_effort'],
    ['text.format.schema', { response_format: { type: 'json_object' } }, 'response_format.schema'],
    ['input[0].content', {}, 'messages[0].content'],
  ])('names %s as its caller knows it', async (param, fields, named) => {
    const error = {
      type: 'invalid_request_error',
      code: 'unsupported_parameter',
      param,
      message: 'Unsupported.',
    };
    const request = { ...REQUEST, ...fields } as CompletionRequest;
    const failure: unknown = await asked({ error }, { request }).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: 'provider.rejected', param: named });
  });
});

describe('what a model thought', () => {
  const thoughtful = async (message: object, apiKey = KEY) => {
    const messages = [...REQUEST.messages, message, { role: 'user', content: 'And?' }];
    const request = { ...REQUEST, messages } as CompletionRequest;
    return (await asked(FINISHED, { request, apiKey })).body['input'] as Fields[];
  };

  it('goes back to the account that sealed it, and to no other', async () => {
    for (const answer of [
      { ...FINISHED, output: [THOUGHT, text('Noon')] },
      events(done(THOUGHT, 0), done(text('Noon'), 1), completed()),
    ]) {
      const { completion } = await asked(answer, { apiKey: KEY });
      const { message } = completion.choices[0]!;
      expect(JSON.stringify(message)).not.toContain('acme-key');
      const { id: _id, ...item } = THOUGHT;
      expect((await thoughtful(message)).slice(1, 3)).toEqual([item, { role: 'assistant', content: 'Noon' }]);
      const other = await thoughtful(message, { ...KEY, value: 'another-key-0123456789' });
      expect(other.map(({ type }) => type)).not.toContain('reasoning');
    }
  });

  it('goes back in plain words where nothing is sealed', async () => {
    const plain = {
      type: 'reasoning',
      id: 'rs_1',
      summary: [],
      content: [{ type: 'reasoning_text', text: 'Hm' }],
    };
    const { completion } = await asked({ ...FINISHED, output: [plain, text('Noon')] });
    const { message } = completion.choices[0]!;
    expect(message).toMatchObject({ reasoning_content: 'Hm' });
    const { id: _id, ...item } = plain;
    expect((await thoughtful(message))[1]).toEqual(item);
  });

  it('is left out where another provider thought it', async () => {
    const details = [
      { type: 'reasoning.encrypted', data: 'theirs', format: 'openai-responses-v1', index: 0 },
      { type: 'reasoning.text', text: 'Hm', signature: 'theirs', format: 'anthropic-claude-v1', index: 1 },
    ];
    const items = await thoughtful({ role: 'assistant', content: 'Noon', reasoning_details: details });
    expect(items[1]).toEqual({ role: 'assistant', content: 'Noon' });
  });
});

function args(delta: string): Fields {
  return { type: 'response.function_call_arguments.delta', output_index: 0, delta };
}

function argsDone(whole: string): Fields {
  return { type: 'response.function_call_arguments.done', output_index: 0, arguments: whole };
}

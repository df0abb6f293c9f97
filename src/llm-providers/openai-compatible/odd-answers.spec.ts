import { upstreamFetchOf } from '../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import type { Completion, StreamPart } from '../../port/canonical.js';
import { joinParts } from '../../port/join-parts.js';
import { ACME, ACME_SETTINGS, USAGE } from '../../port/testing/fake-llm-provider.js';
import { OpenAiCompatibleProvider } from './openai-compatible.provider.js';
import { createOpenAiSdkClient } from './openai-sdk-client.js';

const REQUEST = { model: 'acme-1', messages: [{ role: 'user' as const, content: 'Hello' }] };
const ATTEMPT = { signal: new AbortController().signal, requestId: 'r-1', apiKey: null };

/** The real SDK over a transport that gives this body, called what it may. */
function providerOver(body: string, type = 'application/json'): OpenAiCompatibleProvider {
  const answer = async () => new Response(body, { headers: { 'content-type': type } });
  const client = createOpenAiSdkClient(ACME_SETTINGS, upstreamFetchOf(answer));
  return new OpenAiCompatibleProvider(ACME, ACME_SETTINGS, client, new ManualClock());
}

const complete = (answer: unknown) => providerOver(JSON.stringify(answer)).complete(REQUEST, ATTEMPT);
const stream = (...chunks: readonly unknown[]): AsyncIterable<StreamPart> => {
  const body = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
  return providerOver(body, 'text/event-stream').stream(REQUEST, ATTEMPT);
};
const said = ({ choices }: Completion) => choices[0]?.message;

const STOP = { index: 0, delta: {}, finish_reason: 'stop' };
const UNREADABLE = { code: 'provider.invalid_response' };

describe('a whole answer of an OpenAI-compatible provider', () => {
  const choice = (fields: object) => ({
    choices: [{ index: 0, finish_reason: 'stop', ...fields }],
    usage: USAGE,
  });

  it.each<[string, object, string]>([
    ['texts', { message: { content: ['hi', ' you'] } }, 'hi you'],
    ['parts', { message: { content: [{ type: 'text', text: 'hi' }, { text: ' you' }] } }, 'hi you'],
    ['a part without an array', { message: { content: { type: 'text', text: 'hi' } } }, 'hi'],
    ['parts whose text is an object', { message: { content: [{ text: { value: 'hi' } }] } }, 'hi'],
    ['a part that is an image', { message: { content: ['hi', { type: 'image_url', image_url: {} }] } }, 'hi'],
    ['no parts', { message: { content: [] } }, ''],
    ['the text of older completions', { text: 'hi' }, 'hi'],
    ['the text beside an empty message', { message: { role: 'assistant', content: null }, text: 'hi' }, 'hi'],
    ['a message that is a text', { message: 'hi' }, 'hi'],
    ['its content in the choice', { content: 'hi' }, 'hi'],
    ['a text in the message', { message: { text: 'hi' } }, 'hi'],
    ['a delta for its message', { delta: { content: 'hi' } }, 'hi'],
  ])('is read with %s', async (_, fields, text) => {
    expect(said(await complete(choice(fields)))?.content).toBe(text);
  });

  it.each([{ text: 'hi' }, { message: 'hi' }, { content: 'hi' }])('says whose it is, of %j', async (made) => {
    expect(said(await complete(choice(made)))).toEqual({ role: 'assistant', content: 'hi' });
  });

  it.each<[string, unknown]>([
    ['an empty object', {}],
    ['an object without a text', { foo: 'hi' }],
    ['parts without a text', [{}]],
    ['a number', 42],
    ['parts within parts without end', JSON.parse(`${'[{"text":'.repeat(20)}"x"${'}]'.repeat(20)}`)],
  ])('is none with %s for its content', async (_, content) => {
    await expect(complete(choice({ message: { content } }))).rejects.toMatchObject(UNREADABLE);
  });

  it('has the thoughts among its parts as reasoning_content', async () => {
    const content = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
      { type: 'text', text: 'hi' },
    ];
    const answer = await complete(choice({ message: { content } }));
    expect(said(answer)).toMatchObject({ content: 'hi', reasoning_content: 'Hm.' });
  });

  it.each([[null], [undefined], ['0'], [1]])('has one choice, whose place is called %j', async (index) => {
    const answer = await complete({
      choices: [{ index, message: { content: 'hi' }, finish_reason: 'stop' }],
    });
    expect(answer.choices).toMatchObject([{ index: 0, message: { content: 'hi' } }]);
  });

  it('has the lowest of its places as the first one, where they are counted from 1', async () => {
    const places = [2, 1].map((index) => ({
      index,
      message: { content: `of ${index}` },
      finish_reason: 'stop',
    }));
    const { choices } = await complete({ choices: places });
    expect(choices.toSorted((one, other) => one.index - other.index)).toMatchObject([
      { index: 0, message: { content: 'of 1' } },
      { index: 1, message: { content: 'of 2' } },
    ]);
  });

  it('has the arguments of a call as a text where they came as JSON', async () => {
    const calls = [{ id: 'c', type: 'function', function: { name: 'f', arguments: { a: 1 } } }];
    const answer = await complete(choice({ message: { content: null, tool_calls: calls } }));
    expect(said(answer)?.tool_calls).toMatchObject([{ function: { arguments: '{"a":1}' } }]);
  });

  it.each<[string, unknown]>([
    ['null', { name: null, arguments: '{"x":1}' }],
    ['an empty text', { name: '', arguments: { x: 1 } }],
    ['left out', { arguments: '{"x":1}' }],
  ])('is none with a call whose name is %s', async (_, called) => {
    const calls = [{ id: 'c', type: 'function', function: called }];
    const answer = choice({ message: { content: 'hi', tool_calls: calls }, finish_reason: 'tool_calls' });
    await expect(complete({ id: 'a', model: 'acme-1', ...answer })).rejects.toMatchObject(UNREADABLE);
  });

  it('has no call of nothing, as some servers begin each answer with', async () => {
    const nothing = { id: null, function: { name: null, arguments: null } };
    const called = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } };
    const message = { content: 'hi', tool_calls: [nothing, called] };
    expect(said(await complete(choice({ message })))?.tool_calls).toEqual([called]);
    const bare = said(await complete(choice({ message: { content: 'hi', tool_calls: [nothing] } })));
    expect(bare).toEqual({ content: 'hi' });
  });

  it.each<[unknown]>([[null], [{ message: null }], [{}], [''], [{ message: '', code: null }], [[]], [false]])(
    'is an answer beside the error %j, which says nothing',
    async (error) => {
      const answer = await complete({ ...choice({ message: { content: 'hi' } }), error });
      expect(said(answer)?.content).toBe('hi');
    },
  );

  it('is the error that stands beside it, or in an array in its place', async () => {
    const error = { code: 429, message: 'Slow down.' };
    const limited = { code: 'provider.rate_limited' };
    await expect(complete({ ...choice({ message: { content: 'hi' } }), error })).rejects.toMatchObject(
      limited,
    );
    await expect(complete([{ error }])).rejects.toMatchObject(limited);
  });

  it.each<[object, string]>([
    [{ detail: 'Model m1 does not exist.' }, 'model.not_found'],
    [{ errors: [{ code: 7, message: 'Out of order.' }] }, 'provider.unavailable'],
    [{ message: 'Out of order.', code: 'x' }, 'provider.unavailable'],
  ])('is none where it is the report %j', async (report, code) => {
    await expect(complete(report)).rejects.toMatchObject({ code });
    await expect(joinParts(stream(report))).rejects.toMatchObject({ code });
  });

  it('is put together from lines of JSON', async () => {
    const lines = [
      { choices: [{ index: 0, delta: { content: 'h' } }] },
      { choices: [{ delta: { content: 'i' } }] },
    ];
    const body = [...lines, { choices: [STOP] }].map((line) => JSON.stringify(line)).join('\n');
    expect(said(await providerOver(body).complete(REQUEST, ATTEMPT))?.content).toBe('hi');
  });
});

describe('a stream of an OpenAI-compatible provider', () => {
  const textOf = async (...choices: readonly object[]) => {
    const answer = await joinParts(
      stream(...choices.map((choice) => ({ choices: [choice] })), { choices: [STOP] }),
    );
    return said(answer)?.content;
  };

  it.each<[string, object]>([
    ['the text of older completions', { index: 0, text: 'hi' }],
    ['a message in place of its delta', { index: 0, message: { content: 'hi' } }],
    ['its delta in parts', { index: 0, delta: { content: [{ type: 'text', text: 'hi' }] } }],
    ['a delta that is a text', { index: 0, delta: 'hi' }],
    ['a text beside an empty delta', { index: 0, delta: {}, text: 'hi' }],
    ['a place that is null', { index: null, delta: { content: 'hi' } }],
    ['a place that is a text', { index: '0', delta: { content: 'hi' } }],
    ['no place', { delta: { content: 'hi' } }],
  ])('is read with %s', async (_, choice) => {
    expect(await textOf(choice, choice)).toBe('hihi');
  });

  it('does not take the whole message that its last chunk repeats for more of it', async () => {
    const last = { index: 0, delta: {}, message: { content: 'hi' }, finish_reason: 'stop' };
    expect(await textOf({ index: 0, delta: { content: 'hi' } }, last)).toBe('hi');
  });

  it('is none where its content cannot be read', async () => {
    await expect(textOf({ index: 0, delta: { content: { foo: 'hi' } } })).rejects.toMatchObject(UNREADABLE);
  });

  it('goes on behind reasons to end, and has the last count', async () => {
    const piece = (content: string) => ({
      choices: [{ index: 0, delta: { content }, finish_reason: 'stop' }],
    });
    const answer = await joinParts(stream(piece('a '), piece('b '), { ...piece('c'), usage: USAGE }));
    expect([said(answer)?.content, answer.usage]).toEqual(['a b c', USAGE]);
  });

  it('is whole when each of its choices has ended, or the first and then all of it, and not before', async () => {
    const piece = (index: number, content: string, finish_reason: string | null = null) => ({
      choices: [{ index, delta: { content }, finish_reason }],
    });
    const begin = [piece(0, 'a', 'stop'), piece(1, 'x')];
    await expect(joinParts(stream(...begin))).rejects.toMatchObject(UNREADABLE);
    const marked = `data: ${JSON.stringify(begin[0])}\n\ndata: ${JSON.stringify(begin[1])}\n\ndata: [DONE]\n\n`;
    const isAll = providerOver(marked, 'text/event-stream').stream(REQUEST, ATTEMPT);
    expect((await joinParts(isAll)).choices).toMatchObject([{ finish_reason: 'stop' }, { index: 1 }]);
    const { choices } = await joinParts(stream(...begin, piece(1, 'y', 'length')));
    expect(choices).toMatchObject([
      { index: 0, message: { content: 'a' }, finish_reason: 'stop' },
      { index: 1, message: { content: 'xy' }, finish_reason: 'length' },
    ]);
  });

  it('keeps the calls of tools apart that do not say where they stand', async () => {
    const call = (id: string | null, name: string | null, text: string) => ({
      choices: [
        { index: 0, delta: { tool_calls: [{ id, type: 'function', function: { name, arguments: text } }] } },
      ],
    });
    const { choices } = await joinParts(
      stream(call('a', 'f', ''), call(null, null, '{}'), call('b', 'g', '{"x":'), call('b', null, '1}'), {
        choices: [{ ...STOP, finish_reason: 'tool_calls' }],
      }),
    );
    expect(choices[0]?.message.tool_calls).toEqual([
      { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } },
      { id: 'b', type: 'function', function: { name: 'g', arguments: '{"x":1}' } },
    ]);
  });

  const calling = (...tool_calls: readonly object[]) => ({ choices: [{ index: 0, delta: { tool_calls } }] });
  const callsOf = async (...chunks: readonly object[]) => {
    const end = { choices: [{ ...STOP, finish_reason: 'tool_calls' }] };
    const { choices } = await joinParts(stream(...chunks, end));
    return choices[0]?.message.tool_calls;
  };

  it('keeps the calls of tools apart that all stand at one place', async () => {
    const call = (id: string | undefined, name: string | undefined, text: string, index = 0) =>
      calling({ index, ...(id && { id }), type: 'function', function: { name, arguments: text } });
    const called = (id: string, name: string, text: string) => ({
      id,
      type: 'function',
      function: { name, arguments: text },
    });
    expect(
      await callsOf(
        call('a', 'f', '{}'),
        call('b', 'g', '{"x":'),
        call(undefined, undefined, '1}'),
        call('c', 'h', '{}', 1),
        call('c', undefined, ' ', 1),
      ),
    ).toEqual([called('a', 'f', '{}'), called('b', 'g', '{"x":1}'), called('c', 'h', '{} ')]);
  });

  it('begins a call when it has the name of its tool, and fails for one that never has', async () => {
    const nameless = { index: 0, id: null, type: 'function', function: { name: null, arguments: '{"x":' } };
    const named = { index: 0, id: 'a', function: { name: 'f', arguments: '1}' } };
    expect(await callsOf(calling(nameless), calling(named))).toEqual([
      { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
    ]);
    await expect(callsOf(calling(nameless))).rejects.toMatchObject(UNREADABLE);
    const nothing = { index: 0, id: null, function: { name: null, arguments: null } };
    expect(await textOf({ index: 0, delta: { content: 'hi', tool_calls: [nothing] } })).toBe('hi');
  });

  it('has a delta in each choice, be it null', async () => {
    const parts: StreamPart[] = [];
    for await (const part of stream({ choices: [{ index: 0, delta: null }] }, { choices: [STOP] }))
      parts.push(part);
    expect(parts).toMatchObject([
      { chunk: { choices: [{ delta: {} }] } },
      { chunk: { choices: [{ delta: {} }] } },
      { type: 'finished' },
    ]);
  });

  const HI = { choices: [{ index: 0, delta: { content: 'hi' } }] };
  const events = (...wire: readonly string[]) =>
    joinParts(providerOver(wire.join(''), 'text/event-stream').stream(REQUEST, ATTEMPT));
  const frame = (data: unknown, name?: string) =>
    `${name ? `event: ${name}\n` : ''}data: ${JSON.stringify(data)}\n\n`;
  const END = { choices: [STOP], usage: USAGE };

  it.each<[unknown]>([[null], [[]], [true], ['ping'], [7], [[1]]])(
    'passes over the data %j',
    async (data) => {
      const noise = frame(data);
      const answer = await events(noise, frame(HI), noise, frame(END), noise);
      expect([said(answer)?.content, answer.usage]).toEqual(['hi', USAGE]);
    },
  );

  it.each<[object, string]>([
    [{ message: 'queue position 3' }, 'status'],
    [{ detail: 'from an encyclopedia' }, 'sources'],
    [{ errors: ['none that matters'], error: null }, 'metadata'],
    [{ type: 'ping' }, 'ping'],
  ])('passes over %j in an event of another name, wherever it stands', async (data, name) => {
    const foreign = frame(data, name);
    const answer = await events(foreign, frame(HI), foreign, frame(END), foreign);
    expect([said(answer)?.content, answer.usage]).toEqual(['hi', USAGE]);
  });

  it.each<[object]>([[{ message: 'still here' }], [{ detail: 'a source' }], [{ note: 1 }]])(
    'passes over %j without a name where the answer goes on to its end',
    async (data) => {
      const answer = await events(frame(data), frame(HI), frame(data), frame(END), frame(data, 'message'));
      expect([said(answer)?.content, answer.usage]).toEqual(['hi', USAGE]);
    },
  );

  it('does not pass over a report where the answer does not end, nor over what is called an error', async () => {
    const limited = { code: 'provider.rate_limited' };
    const error = { code: 429, message: 'Slow down.' };
    await expect(events(frame(error))).rejects.toMatchObject(limited);
    await expect(events(frame(HI), frame(error))).rejects.toMatchObject(limited);
    await expect(events(frame(HI), frame({ error }, 'status'))).rejects.toMatchObject(limited);
    await expect(events(frame(HI), frame({ object: 'error', ...error }))).rejects.toMatchObject(limited);
    await expect(events(frame(HI), frame(error, 'error'))).rejects.toMatchObject(limited);
  });

  it('has the count of an event without choices', async () => {
    const answer = await events(frame(HI), frame({ choices: [STOP] }), frame({ usage: USAGE }));
    expect(answer.usage).toEqual(USAGE);
  });

  it.each<[unknown]>([[null], [{ message: null }], [{}], ['']])(
    'goes on beside the error %j, which says nothing',
    async (error) => {
      const answer = await joinParts(
        stream({ choices: [{ index: 0, delta: { content: 'hi' } }], error }, { choices: [STOP], error }),
      );
      expect(said(answer)?.content).toBe('hi');
    },
  );
});

describe('the list of models of an OpenAI-compatible provider', () => {
  const listed = (page: unknown, type?: string) =>
    providerOver(JSON.stringify(page), type).listModels(ATTEMPT);

  it.each<[string, unknown]>([
    ['objects under data', { object: 'list', data: [{ id: 'a' }, { id: 'b' }] }],
    ['a bare array', [{ id: 'a' }, { id: 'b' }]],
    ['objects under models', { models: [{ id: 'a' }, { id: 'b' }] }],
    ['objects with another word for the name', { models: [{ name: 'a' }, { model: 'b', name: 'The B' }] }],
    ['names alone', ['a', 'b']],
    ['an error that says nothing beside it', { data: [{ id: 'a' }, { id: 'b' }], error: null }],
  ])('is read from %s', async (_, page) => {
    expect(await listed(page)).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(await listed(page, 'text/plain')).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  it.each<[string, unknown]>([
    ['nothing of a list', { ok: true }],
    ['entries without a name', { data: [{ foo: 1 }, 7] }],
    ['a text', 'models'],
  ])('is none with %s', async (_, page) => {
    await expect(listed(page)).rejects.toMatchObject(UNREADABLE);
  });

  it('may be empty, and may be an error', async () => {
    expect(await listed({ data: [] })).toEqual([]);
    await expect(listed({ error: { code: 429 } })).rejects.toMatchObject({ code: 'provider.rate_limited' });
  });
});

describe('a streamed answer without measure', () => {
  const MANY = 1_001;
  const calling = (call: object) => ({ choices: [{ index: 0, delta: { tool_calls: [call] } }] });
  const eachOf = (toChunk: (place: number) => unknown) =>
    Array.from({ length: MANY }, (_, at) => toChunk(at));

  it.each<[string, readonly unknown[]]>([
    [
      'a choice at an index that no request asks for',
      [{ choices: [{ index: 4e9, delta: { content: 'a' } }] }],
    ],
    ['more choices than any request asks for', eachOf((index) => ({ choices: [{ index, delta: {} }] }))],
    [
      'a tool call at an index that no answer has',
      [calling({ index: 4e9, id: 'a', function: { name: 'f' } })],
    ],
    ['more tool calls than any answer has', eachOf((index) => calling({ index, id: `a${index}` }))],
    ['tool calls that are told apart by ids, and too many', eachOf((at) => calling({ id: `a${at}` }))],
  ])('fails with %s', async (_, chunks) => {
    await expect(joinParts(stream(...chunks, { choices: [STOP] }))).rejects.toMatchObject(UNREADABLE);
  });

  it('may give one tool call ever new ids', async () => {
    const chunks = eachOf((at) => {
      const name = at === 0 ? 'f' : undefined;
      return calling({ index: 0, id: `a${at}`, function: { name, arguments: '1' } });
    });
    const answer = await joinParts(stream(...chunks, { choices: [STOP] }));
    expect(said(answer)?.tool_calls).toHaveLength(1);
  });
});

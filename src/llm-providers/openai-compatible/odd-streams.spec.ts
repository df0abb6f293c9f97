import type { StreamPart } from '../../port/canonical.js';
import { joinParts } from '../../port/join-parts.js';
import { USAGE } from '../../port/testing/fake-llm-provider.js';
import { ATTEMPT, providerOver, REQUEST, said, STOP, stream, UNREADABLE } from './testing/odd-answers.js';

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

  it('keeps the calls of tools apart that all stand at one place without an id', async () => {
    const call = (name: string | undefined, text: string, id?: string) =>
      calling({ index: 0, id, type: 'function', function: { name, arguments: text } });
    const made = await callsOf(
      call('f', '{"x":"}\\"'),
      call('f', '{"}'),
      call('f', '{"y":', ''),
      call(undefined, '[{}]}'),
      call('f', ''),
      call('g', '', ''),
      call(undefined, '{}'),
    );
    expect(made?.map((one) => one.type === 'function' && one.function)).toEqual([
      { name: 'f', arguments: '{"x":"}\\"{"}' },
      { name: 'f', arguments: '{"y":[{}]}' },
      { name: 'g', arguments: '{}' },
    ]);
    expect(new Set(made?.map(({ id }) => id)).size).toBe(3);
  });

  it('says of a call of a function that it is one, once', async () => {
    const pieces = [{ id: 'a', function: { name: 'f', arguments: '{' } }, { function: { arguments: '}' } }];
    const types: unknown[] = [];
    const chunks = pieces.map((piece) => calling({ index: 0, ...piece }));
    for await (const part of stream(...chunks, { choices: [STOP] })) {
      if (part.type === 'chunk') types.push(part.chunk.choices[0]?.delta.tool_calls?.[0]?.type);
    }
    expect(types).toEqual(['function', undefined, undefined]);
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

  it('fails with the error of a line that llama.cpp calls so', async () => {
    const error = { code: 400, message: 'the request exceeds the available context size' };
    const line = `error: ${JSON.stringify(error)}\n\n`;
    const refused = { code: 'provider.rejected', isContextExceeded: true };
    await expect(events(line, 'data: [DONE]\n\n')).rejects.toMatchObject(refused);
    await expect(events(frame(HI), line, 'data: [DONE]\n\n')).rejects.toMatchObject(refused);
  });

  it('is refused where TGI says so in its first event', async () => {
    const refused = { code: 'provider.rejected' };
    const flat = { error: 'Input validation error: too long', error_type: 'validation' };
    await expect(events(frame(flat))).rejects.toMatchObject(refused);
    const error = { message: 'Input validation error: too long', http_status_code: 422 };
    await expect(events(frame({ error }))).rejects.toMatchObject(refused);
  });

  it('fails where Groq says beside the end why it stopped early', async () => {
    const stopped = { choices: [STOP], x_groq: { id: 'r', error: 'over capacity' } };
    await expect(events(frame(HI), frame(stopped))).rejects.toMatchObject({ code: 'provider.unavailable' });
    const whole = { choices: [STOP], x_groq: { id: 'r', error: null } };
    expect(said(await events(frame(HI), frame(whole)))?.content).toBe('hi');
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

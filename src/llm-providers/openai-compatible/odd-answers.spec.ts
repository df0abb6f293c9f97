import { joinParts } from '../../port/join-parts.js';
import { USAGE } from '../../port/testing/fake-llm-provider.js';
import {
  ATTEMPT,
  complete,
  providerOver,
  REQUEST,
  said,
  STOP,
  stream,
  UNREADABLE,
} from './testing/odd-answers.js';

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

  it('says of a call of a function that it is one, which Mistral does not', async () => {
    const call = { id: 'D6', function: { name: 'f', arguments: '{}' }, index: 0 };
    const answer = await complete({
      ...choice({ message: { role: 'assistant', content: '', tool_calls: [call] } }),
      model: 'acme-1',
    });
    expect(said(answer)?.tool_calls).toEqual([{ ...call, type: 'function' }]);
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

import { GatewayError } from '../../common/errors.js';
import { ANTHROPIC_TRANSLATION } from './anthropic-translation.js';
import { hello, turnsOf, wireOf } from './testing/wire-of.js';

const CALL = { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } };
const text = (value: string) => ({ type: 'text', text: value });

describe('toAnthropicRequest', () => {
  it('says a prompt in the least that the API takes', () => {
    expect(wireOf({})).toEqual({
      model: 'claude-haiku-5-5',
      max_tokens: 128_000,
      messages: [{ role: 'user', content: [text('Hello')] }],
    });
  });

  it.each([
    [{ max_tokens: 7 }, { max_tokens: 7 }],
    [{ max_completion_tokens: 9, max_tokens: 7 }, { max_tokens: 9 }],
    [{ max_tokens: null }, { max_tokens: 128_000 }],
    [
      { temperature: 0, top_p: 0.5 },
      { temperature: 0, top_p: 0.5 },
    ],
    [{ temperature: 1 }, { temperature: 1 }],
    [{ stop: 'END' }, { stop_sequences: ['END'] }],
    [{ stop: ['a', 'b'] }, { stop_sequences: ['a', 'b'] }],
    [{ user: 'u-1' }, { metadata: { user_id: 'u-1' } }],
    [
      { thinking: { type: 'disabled' }, top_k: 5 },
      { thinking: { type: 'disabled' }, top_k: 5 },
    ],
  ])('says %j as %j', (fields, expected) => {
    expect(wireOf(fields)).toMatchObject(expected);
  });

  it('sends nothing that the API has not, whatever its value', () => {
    const numbers = { n: 1, seed: 4, top_logprobs: 2, presence_penalty: 1, frequency_penalty: 1 };
    const objects = { logit_bias: {}, metadata: { a: 'b' }, response_format: { type: 'json_object' } };
    const others = { logprobs: true, store: true, reasoning_effort: 'none', parallel_tool_calls: true };
    const ours = { stream: true, stream_options: {}, top_p: null };
    const fields = { ...numbers, ...objects, ...others, ...ours };
    expect(Object.keys(wireOf(fields))).toEqual(['model', 'max_tokens', 'messages']);
  });

  it('puts instructions before the conversation beside it, in their order', () => {
    const kind = { ...text('Be kind.'), cache_control: { type: 'ephemeral' } };
    const instructions = [
      { role: 'system', content: 'Be brief.' },
      { role: 'developer', content: [kind] },
    ];
    const wire = turnsOf(...instructions, ...hello);
    expect(wire.system).toEqual([
      text('Be brief.'),
      { ...text('Be kind.'), cache_control: { type: 'ephemeral' } },
    ]);
    expect(wire.messages).toEqual([{ role: 'user', content: [text('Hello')] }]);
  });

  it('makes one turn of neighbours with one role, and leaves out what is empty', () => {
    const wire = turnsOf(
      { role: 'user', content: 'One' },
      { role: 'assistant', content: '' },
      { role: 'user', content: [text(''), text('two')] },
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
    );
    expect(wire.messages.slice(0, -1)).toEqual([
      { role: 'user', content: [text('One'), text('two')] },
      { role: 'assistant', content: [text('No.')] },
    ]);
  });

  it('says the calls of tools and their results in blocks', () => {
    const called = (id: string, args: string) => ({
      id,
      type: 'function',
      function: { name: 'f', arguments: args },
    });
    const wire = turnsOf(
      ...hello,
      { role: 'assistant', content: null, tool_calls: [called('a', '{"x":[1]}'), called('b', '')] },
      { role: 'tool', tool_call_id: 'a', content: '21 °C' },
      { role: 'tool', tool_call_id: 'b', content: [text('noon')] },
      { role: 'user', content: 'And?' },
    );
    expect(wire.messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: 'a', name: 'f', input: { x: [1] } },
          { type: 'tool_use', id: 'b', name: 'f', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: [text('21 °C')] },
          { type: 'tool_result', tool_use_id: 'b', content: [text('noon')] },
          text('And?'),
        ],
      },
    ]);
  });

  it('says images by their bytes or their address', () => {
    const image = (url: string) => ({ type: 'image_url', image_url: { url, detail: 'low' } });
    const wire = turnsOf({
      role: 'user',
      content: [image('data:image/PNG;base64,AAAA'), image('https://example.com/a.png')],
    });
    expect(wire.messages[0]?.content).toEqual([
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
      { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
    ]);
  });

  it.each(['data:image/jpg;base64,AAAA', 'data:image/jpeg;name=a.jpg;base64,AAAA'])(
    'says the type of an image as the API knows it: %s',
    (url) => {
      const wire = turnsOf({ role: 'user', content: [{ type: 'image_url', image_url: { url } }] });
      const source = { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' };
      expect(wire.messages[0]?.content).toEqual([{ type: 'image', source }]);
    },
  );

  it('reads a mark for the cache on a whole message as one on its last block', () => {
    const mark = { type: 'ephemeral' };
    const marked = { cache_control: mark };
    const own = { type: 'text', text: 'two', cache_control: { type: 'ephemeral', ttl: '1h' } };
    const wire = turnsOf(
      { role: 'system', content: 'Be brief.', ...marked },
      { role: 'user', content: [text('one'), own], ...marked },
      { role: 'assistant', content: 'Hm', tool_calls: [CALL], ...marked },
      { role: 'tool', tool_call_id: 'a', content: 'noon', ...marked },
      { role: 'user', content: '', ...marked },
    );
    expect(wire.system).toEqual([{ ...text('Be brief.'), ...marked }]);
    expect(wire.messages).toEqual([
      { role: 'user', content: [text('one'), own] },
      {
        role: 'assistant',
        content: [text('Hm'), { type: 'tool_use', id: 'a', name: 'f', input: {}, ...marked }],
      },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'a', content: [text('noon')], ...marked }],
      },
    ]);
  });

  it('says a refusal of an earlier turn, which stands beside its content', () => {
    const wire = turnsOf(...hello, { role: 'assistant', content: null, refusal: 'No.' }, ...hello);
    expect(wire.messages[1]).toEqual({ role: 'assistant', content: [text('No.')] });
  });

  it('says files as documents', () => {
    const file = (type: string, data: string) => ({
      type: 'file',
      file: { filename: 'a', file_data: `data:${type};base64,${data}` },
      cache_control: { type: 'ephemeral' },
    });
    const content = [file('application/pdf', 'JVBERg=='), file('text/plain', 'SGk=')];
    expect(turnsOf({ role: 'user', content }).messages[0]?.content).toEqual([
      {
        type: 'document',
        title: 'a',
        source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERg==' },
        cache_control: { type: 'ephemeral' },
      },
      {
        type: 'document',
        title: 'a',
        source: { type: 'text', media_type: 'text/plain', data: 'Hi' },
        cache_control: { type: 'ephemeral' },
      },
    ]);
    const titleOf = (filename: string) => {
      const part = { type: 'file', file: { filename, file_data: 'data:text/plain;base64,SGk=' } };
      const [block] = turnsOf({ role: 'user', content: [part] }).messages[0]?.content ?? [];
      return (block as { title?: string } | undefined)?.title;
    };
    expect([titleOf(''), titleOf('😀'.repeat(501))]).toEqual([undefined, '😀'.repeat(500)]);
    for (const wrong of [{ file_id: 'file-1' }, { file_data: 'data:audio/wav;base64,AA==' }]) {
      expect(() => turnsOf({ role: 'user', content: [{ type: 'file', file: wrong }] })).toThrow(/file/);
    }
  });

  it.each([
    ['text/csv;base64,YSxi', 'a,b'],
    ['application/json;charset=utf-8;base64,e30=', '{}'],
    ['text/plain;charset="iso-8859-1";base64,6Q==', 'é'],
    ['text/x-python;base64,77u/IyDDqQ==', '# é'],
  ])('says the file data:%s as a document of plain text', (uri, data) => {
    const part = { type: 'file', file: { file_data: `data:${uri}` } };
    expect(turnsOf({ role: 'user', content: [part] }).messages[0]?.content).toEqual([
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data } },
    ]);
  });

  it('says of a data URI of another kind that it is no image', () => {
    const part = { type: 'image_url', image_url: { url: 'data:application/octet-stream;base64,AA==' } };
    expect(() => turnsOf({ role: 'user', content: [part] })).toThrow('a data URI of an image in base64');
  });

  it.each([
    ['text/plain;charset=klingon;base64,6Q==', 'in a character set that is known'],
    ['text/plain,hi', 'in base64'],
    ['application/zip;base64,UEs=', 'of a PDF, or of a text'],
  ])('refuses the file data:%s, and says that it takes one %s', (uri, words) => {
    const part = { type: 'file', file: { file_data: `data:${uri}` } };
    expect(() => turnsOf({ role: 'user', content: [part] })).toThrow(words);
  });

  it.each([
    [{ tool_choice: 'auto' }, { type: 'auto' }],
    [{ tool_choice: 'none', parallel_tool_calls: false }, { type: 'none' }],
    [{ tool_choice: 'required' }, { type: 'any' }],
    [{ tool_choice: { type: 'function', function: { name: 'f' } } }, { type: 'tool', name: 'f' }],
    [{ parallel_tool_calls: false }, { type: 'auto', disable_parallel_tool_use: true }],
    [{ parallel_tool_calls: true }, undefined],
  ])('says the choice %j as %j', (fields, expected) => {
    const tools = [{ type: 'function', function: { name: 'f' } }];
    expect(wireOf({ tools, ...fields })['tool_choice']).toEqual(expected);
  });

  it('leaves out texts of nothing but blanks, which models write before a call', () => {
    const wire = turnsOf(
      { role: 'system', content: [text(' '), text('Be brief.')] },
      { role: 'user', content: [text('One'), text('\n')] },
      { role: 'assistant', content: '\n\n', tool_calls: [CALL] },
      { role: 'tool', tool_call_id: 'a', content: '\t' },
      { role: 'user', content: ' ' },
    );
    expect(wire.system).toEqual([text('Be brief.')]);
    expect(wire.messages).toEqual([
      { role: 'user', content: [text('One')] },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: [] }] },
    ]);
  });

  it.each<[string, object[], string | undefined]>([
    ['Sure: ', [text('Sure:')], 'messages[1].content'],
    ['\u00a0Sure', [text('\u00a0Sure')], undefined],
  ])('begins an answer with no blanks at its end: %j', (content, blocks, parameter) => {
    const messages = [...hello, { role: 'assistant', content }];
    const older = { model: 'claude-haiku-4-5', messages };
    expect(wireOf(older).messages.at(-1)).toEqual({ role: 'assistant', content: blocks });
    const told = ANTHROPIC_TRANSLATION.losses(older).map((loss) => loss.parameter);
    expect(told).toEqual(parameter === undefined ? [] : [parameter]);
    const later = [...messages, ...hello];
    expect(turnsOf(...later).messages[1]).toEqual({ role: 'assistant', content: [text(content)] });
    expect(ANTHROPIC_TRANSLATION.losses({ messages: later })).toEqual([]);
  });

  describe('refuses', () => {
    const toolCall = (args: unknown) => ({
      id: 'a',
      type: 'function',
      function: { name: 'f', arguments: args },
    });
    const assistant = (call: unknown) => ({ messages: [{ role: 'assistant', tool_calls: [call] }] });
    const user = (part: unknown) => ({ messages: [{ role: 'user', content: [part] }] });

    it.each<[string, object, string]>([
      ['arguments that are no text', assistant(toolCall({})), 'messages[0].tool_calls[0].function.arguments'],
      [
        'a call of a custom tool',
        assistant({ id: 'a', type: 'custom', custom: {} }),
        'messages[0].tool_calls[0]',
      ],
      ['a call of nothing', assistant(null), 'messages[0].tool_calls[0]'],
      ['sound', user({ type: 'input_audio', input_audio: {} }), 'messages[0].content[0]'],
      ['a part of null', user(null), 'messages[0].content[0]'],
      [
        'a part of another kind in an instruction',
        {
          messages: [
            { role: 'user', content: 'x' },
            { role: 'system', content: [{ type: 'x' }] },
          ],
        },
        'messages[1].content[0]',
      ],
      ['a text part without a text', user({ type: 'text' }), 'messages[0].content[0]'],
      [
        'an image of another scheme',
        user({ type: 'image_url', image_url: { url: 'file:///etc/passwd' } }),
        'messages[0].content[0]',
      ],
      ['an image without a URL', user({ type: 'image_url' }), 'messages[0].content[0]'],
      ['a file that is elsewhere', user({ type: 'file', file: { file_id: 'f' } }), 'messages[0].content[0]'],
      ['a role that is none', { messages: [{ role: 'function', content: 'x' }] }, 'messages[0].role'],
      ['only instructions', { messages: [{ role: 'system', content: 'x' }] }, 'messages'],
      ['a question without content', { messages: [{ role: 'user', content: '' }] }, 'messages'],
      ['a custom tool without a definition', { tools: [{ type: 'custom' }] }, 'tools'],
      ['a tool of null', { tools: [null] }, 'tools'],
      ['a choice among some', { tool_choice: { type: 'allowed_tools' } }, 'tool_choice'],
      ['a temperature above 1', { temperature: 1.5 }, 'temperature'],
    ])('%s', (_, fields, param) => {
      const refusal = () => wireOf(fields);
      expect(refusal).toThrow(GatewayError);
      expect(refusal).toThrow(expect.objectContaining({ code: 'provider.rejected', param }) as Error);
      expect(refusal).toThrow(/^Anthropic API error: (?!.*secret).+\.$/);
    });

    it('says of a part of another kind what it is, and where it stands', () => {
      const parts = [
        { type: 'text', text: 'Listen.' },
        { type: 'input_audio', input_audio: {} },
      ];
      const messages = [
        { role: 'system', content: 'x' },
        { role: 'user', content: parts },
      ];
      expect(() => wireOf({ messages })).toThrow(
        expect.objectContaining({
          param: 'messages[1].content[1]',
          message: 'Anthropic API error: it takes parts of text, image_url and file only, not input_audio.',
        }) as Error,
      );
    });
  });
});

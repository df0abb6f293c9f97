import { seal } from '../../../sealed-thoughts.js';
import { withThoughts } from '../../../with-thoughts.js';
import { itemIdOf, newEnding } from '../response-id.js';
import { messagesOf, requestOf, translated, warned } from '../testing/translated.js';

const user = (...content: object[]) => ({ role: 'user', content });

describe('messages of a request', () => {
  it('begin with the instructions, and have a text as one', () => {
    expect(requestOf({ instructions: 'Be brief.' })).toEqual({
      model: 'm',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'hi' },
      ],
    });
  });

  it('are refused where nothing of them can be told', () => {
    expect(() => messagesOf({ type: 'computer_call', id: 'cu_1' })).toThrow(
      "Unsupported value: nothing of 'input' can be told to this model.",
    );
  });

  it('know no developer', () => {
    expect(messagesOf({ role: 'developer', content: 'x' })).toEqual([{ role: 'system', content: 'x' }]);
  });

  it('have pictures and files', () => {
    const [image, file] = [
      { type: 'input_image', image_url: 'data:image/png;base64,AA==', detail: 'auto' },
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' },
    ];
    expect(messagesOf(user({ type: 'input_text', text: 'See:' }, image, file))).toEqual([
      user(
        { type: 'text', text: 'See:' },
        { type: 'image_url', image_url: { url: image.image_url } },
        { type: 'file', file: { filename: 'a.pdf', file_data: file.file_data } },
      ),
    ]);
  });

  it.each([
    [{ type: 'input_image', file_id: 'file_1' }],
    [{ type: 'input_file', file_url: 'https://example.com/a.pdf' }],
  ])('refuse what the gateway would have to fetch: %j', (part) => {
    expect(() => messagesOf(user(part))).toThrow(
      expect.objectContaining({ code: 'request.invalid', param: 'input[0].content[0]' }),
    );
  });

  it('are one for a text and the calls of one answer, and one for each result', () => {
    const called = (id: string) => ({ type: 'function_call', call_id: id, name: 'f', arguments: '{}' });
    const result = (id: string) => ({ type: 'function_call_output', call_id: id, output: id });
    const call = (id: string) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } });
    const said = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Well.' }] };
    expect(messagesOf(said, called('a'), called('b'), result('b'), result('a'), called('c'))).toEqual([
      { role: 'assistant', content: 'Well.', tool_calls: [call('a'), call('b')] },
      { role: 'tool', tool_call_id: 'b', content: 'b' },
      { role: 'tool', tool_call_id: 'a', content: 'a' },
      { role: 'assistant', content: null, tool_calls: [call('c')] },
    ]);
  });

  it('have arguments that are JSON, where a call had none', () => {
    expect(messagesOf({ type: 'function_call', call_id: 'c', name: 'f', arguments: '' })).toMatchObject([
      { tool_calls: [{ function: { name: 'f', arguments: '{}' } }] },
    ]);
  });

  it('show pictures of results behind all of them', () => {
    const image = { type: 'input_image', image_url: 'https://example.com/a.png' };
    const result = (id: string, output: unknown) => ({ type: 'function_call_output', call_id: id, output });
    expect(messagesOf(result('a', [image]), result('b', 'x'), { role: 'user', content: 'So?' })).toEqual([
      { role: 'tool', tool_call_id: 'a', content: '' },
      { role: 'tool', tool_call_id: 'b', content: 'x' },
      user(
        { type: 'text', text: 'Of the result of a:' },
        { type: 'image_url', image_url: { url: image.image_url } },
      ),
      { role: 'user', content: 'So?' },
    ]);
  });

  it('keep a refusal apart', () => {
    const refusal = { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] };
    expect(messagesOf(refusal)).toEqual([{ role: 'assistant', content: null, refusal: 'No.' }]);
  });

  it('leave out what only OpenAI knows, and say so', () => {
    const input = [
      { type: 'web_search_call', id: 'ws_1' },
      { role: 'user', content: 'hi' },
    ];
    expect(requestOf({ input })['messages']).toEqual([{ role: 'user', content: 'hi' }]);
    expect(warned({ input })).toEqual([['input', 'dropped']]);
  });

  it('get back plain thoughts that nobody asked to seal, where they led to calls, by the maker in the id', () => {
    const ending = newEnding('one');
    const thought = (index: number, text: string) => ({
      type: 'reasoning',
      id: itemIdOf('rs', ending, index),
      summary: [{ type: 'summary_text', text }],
    });
    const call = { type: 'function_call', call_id: 'c-1', name: 'f', arguments: '{}' };
    const said = { type: 'message', role: 'assistant', content: 'Hi' };
    const thoughtsOf = (provider: string, ...input: object[]) => {
      const { request, thoughts } = translated({ input });
      return withThoughts(request, thoughts, provider).messages.map(
        (message) => (message as { reasoning_content?: string }).reasoning_content,
      );
    };
    const loop = [thought(0, 'Hm'), thought(1, ' so.'), call];
    expect(thoughtsOf('one', ...loop)).toEqual(['Hm so.']);
    expect(thoughtsOf('two', ...loop)).toEqual([undefined]);
    expect(thoughtsOf('one', thought(0, 'Hm'), said)).toEqual([undefined]);
    expect(thoughtsOf('one', { ...thought(0, 'Hm'), id: 'rs_of_openai' }, call)).toEqual([undefined]);
    const sealed = seal({ provider: 'one', message: { reasoning_content: 'All.' }, calls: {} });
    expect(
      thoughtsOf('one', { ...thought(0, 'Hm'), encrypted_content: sealed }, thought(1, 'x'), call),
    ).toEqual(['All.']);
  });

  it('get back the thoughts of their own provider, and of no other', () => {
    const details = (text: string) => ({ reasoning_details: [{ type: 'reasoning.text', text }] });
    const sealed = (provider: string, text: string) => ({
      type: 'reasoning',
      summary: [],
      encrypted_content: seal({
        provider,
        message: details(text),
        calls: { c: { extra_content: { k: 1 } } },
      }),
    });
    const call = { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' };
    const cut = { type: 'reasoning', summary: [], encrypted_content: 'tollgate.1.e30' };
    const input = [sealed('one', 'a'), call, sealed('one', 'b'), sealed('two', 'z'), cut];
    const { request, thoughts } = translated({ input });
    const own = withThoughts(request, thoughts, 'one').messages[0] as unknown as Record<string, unknown>;
    expect(own['reasoning_details']).toEqual([
      { type: 'reasoning.text', text: 'a' },
      { type: 'reasoning.text', text: 'b' },
    ]);
    expect(own['tool_calls']).toMatchObject([{ id: 'c', extra_content: { k: 1 } }]);
    expect(withThoughts(request, thoughts, 'three')).toEqual(request);
  });
});

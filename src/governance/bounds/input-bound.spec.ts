import fc from 'fast-check';
import { inputBoundOf } from './input-bound.js';

const chat = (...content: readonly unknown[]) => ({
  model: 'm',
  messages: content.map((part) => ({ role: 'user', content: part })),
});

describe('how much a request has a model read, at most', () => {
  it('is no less than the bytes of its texts, in whatever API it is written', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 8 }), (texts) => {
        const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
        const bodies = [
          chat(...texts),
          chat(...texts.map((text) => `data:image/png;base64,${text}`)),
          { contents: texts.map((text) => ({ parts: [{ text }] })) },
          { model: 'm', input: texts },
        ];
        for (const body of bodies) expect(inputBoundOf(body).tokens).toBeGreaterThanOrEqual(bytes);
      }),
    );
  });

  it('grows with tools, whose names and schemas are shown as well', () => {
    const tool = { type: 'function', function: { name: 'look_up', parameters: { type: 'object' } } };
    const [bare, armed] = [{}, { tools: [tool] }].map(
      (more) => inputBoundOf({ ...chat('hi'), ...more }).tokens,
    );
    expect(armed! - bare!).toBeGreaterThanOrEqual(JSON.stringify(tool).replace(/[^a-z_]/g, '').length);
  });

  it.each([
    ['OpenAI', { type: 'image_url', image_url: { url: `data:image/png;base64,${'x'.repeat(9_000_000)}` } }],
    [
      'Anthropic',
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'x'.repeat(9e6) } },
    ],
    ['Gemini', { inlineData: { mimeType: 'image/png', data: 'x'.repeat(9_000_000) } }],
  ])('takes a picture as %s writes it for a picture, however large it is', (_who, part) => {
    const { tokens, hasImages } = inputBoundOf(chat([part]));
    expect(hasImages).toBe(true);
    expect(tokens).toBeGreaterThan(36_000);
    expect(tokens).toBeLessThan(38_000);
  });

  it('takes a small picture for less', () => {
    const part = { type: 'image_url', image_url: { url: 'https://a.example/b.png', detail: 'low' } };
    expect(inputBoundOf(chat([part])).tokens).toBeLessThan(4_000);
  });

  it('takes sound for no less than its seconds', () => {
    // a minute at 64 kbit a second is 480,000 bytes, and at most 32 tokens a second
    const part = { type: 'input_audio', input_audio: { format: 'mp3', data: 'x'.repeat(640_000) } };
    const { tokens, hasAudio } = inputBoundOf(chat([part]));
    expect([hasAudio, tokens > 60 * 32, tokens < 50_000]).toEqual([true, true, true]);
  });

  it.each([
    [{ input: 'go on', previous_response_id: 'resp_1' }],
    [{ input: [{ type: 'item_reference', id: 'msg_1' }] }],
    [{ contents: [{ parts: [{ fileData: { fileUri: 'files/1' } }] }] }],
    [{ contents: [], cachedContent: 'cachedContents/1' }],
    [{ ...chat('go on'), thread: { type: 'continue', previous_message_id: 'msg_1' } }],
    [chat([{ type: 'file', file: { file_id: 'file-1' } }])],
    [chat([{ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA' } }])],
    [chat([{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'AA' } }])],
    [chat([{ type: 'document', source: { type: 'url', url: 'https://a.example/b.pdf' } }])],
    [{ contents: [{ parts: [{ inlineData: { mimeType: 'video/mp4', data: 'AA' } }] }] }],
  ])('is open where only the provider has it: %j', (body) => {
    expect(inputBoundOf(body).isOpen).toBe(true);
  });

  it.each([
    [{ input: 'hello', previous_response_id: null }],
    [{ ...chat('hello'), thread: { type: 'create' } }],
    // which answer a cache is compared with, as Claude Code asks
    [{ ...chat('hello'), diagnostics: { previous_message_id: 'msg_1' } }],
  ])('is not open where nothing is pointed at: %j', (body) => {
    expect(inputBoundOf(body).isOpen).toBe(false);
  });

  const TEXT = 'a b c '.repeat(20_000);
  const document = (source: object, more: object = {}) =>
    chat([{ type: 'document', source: { type: 'text', media_type: 'text/plain', ...source }, ...more }]);

  it('counts names of fields by their bytes', () => {
    const body = { tools: [{ function: { parameters: { properties: { ['名'.repeat(1_000)]: {} } } } }] };
    expect(inputBoundOf(body).tokens).toBeGreaterThanOrEqual(3_000);
  });

  it('has what sound costs where a text may be one as well', () => {
    const part = { type: 'text', mimeType: 'audio/wav', data: 'AA' };
    expect(inputBoundOf(chat([part])).hasAudio).toBe(true);
  });

  it.each([
    ['a text that begins as a picture', chat(`data:image/png;base64,${TEXT}`)],
    ['a request that says it is a picture', { ...chat(TEXT), type: 'image' }],
    ['a message that says so', { messages: [{ role: 'user', type: 'image', content: TEXT }] }],
    [
      'a part of another type',
      { messages: [{ role: 'user', mimeType: 'image/png', content: [{ text: TEXT }] }] },
    ],
    [
      'a schema that looks like a picture',
      { tools: [{ function: { parameters: { type: 'image', data: TEXT } } }] },
    ],
    [
      'a schema that looks like sound',
      { tools: [{ function: { parameters: { format: 'mp3', data: TEXT } } }] },
    ],
    [
      'what a tool was called with',
      {
        messages: [
          { role: 'assistant', content: [{ type: 'tool_use', input: { type: 'image', data: TEXT } }] },
        ],
      },
    ],
    ['a document that begins as a picture', document({ data: `data:image/png;base64,${TEXT}` })],
    [
      'a document in a block that says it is a picture',
      document({ data: TEXT }, { media_type: 'image/png' }),
    ],
    ['a document that says it is sound', document({ data: TEXT, format: 'mp3' })],
    ['a text that says it is sound', chat([{ type: 'text', text: TEXT, data: TEXT, format: 'mp3' }])],
    ['a text beside a sound of the same letters', chat([{ text: TEXT, data: TEXT, format: 'mp3' }])],
  ])('is the whole text of %s', (_what, body) => {
    expect(inputBoundOf(body).tokens).toBeGreaterThanOrEqual(Buffer.byteLength(TEXT));
  });

  it('knows how long a document of plain text is', () => {
    const part = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: TEXT } };
    const { tokens, isOpen } = inputBoundOf(chat([part]));
    expect([isOpen, tokens >= TEXT.length]).toEqual([false, true]);
  });
});

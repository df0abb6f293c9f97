import * as fc from 'fast-check';
import { knownSecrets } from '../../../common/redaction/known-secrets.js';
import { Redactor } from '../../../common/redaction/redactor.js';
import { contentOfSpan } from './span-content.js';

const SECRET = 'canary-0123456789';
const REDACTOR = new Redactor([knownSecrets([SECRET])]);
const contentOf = (asked: unknown, canonicalAnswer: unknown = null, maxBytes = 10_000) =>
  contentOfSpan(
    { asked: asked as object, canonicalAnswer, isAnswerCut: false },
    { maxBytes, redactor: REDACTOR },
  );
const listIn = (value: unknown) => JSON.parse(String(value)) as { readonly parts: unknown[] }[];

/** What a part has beside its type, where the conventions ask for more. */
const REQUIRED = new Map([
  ['text', 'content'],
  ['reasoning', 'content'],
  ['tool_call', 'name'],
  ['tool_call_response', 'response'],
  ['blob', 'content'],
  ['uri', 'uri'],
]);

describe('contentOfSpan', () => {
  it('has the shape of messages, and no more bytes than it may, whatever was asked', async () => {
    const part = fc.oneof(
      fc.record({ type: fc.constant('text'), text: fc.string({ maxLength: 60 }) }),
      fc.record({ type: fc.constant('tool_use'), id: fc.string(), name: fc.string(), input: fc.jsonValue() }),
      fc.record({ type: fc.constant('tool_result'), tool_use_id: fc.string(), content: fc.string() }),
      fc.record({ type: fc.constant('image_url'), image_url: fc.record({ url: fc.string() }) }),
      fc.record({ inlineData: fc.record({ mimeType: fc.string(), data: fc.string() }) }),
      fc.jsonValue({ maxDepth: 3 }),
    );
    const message = fc.oneof(
      fc.record({ role: fc.constantFrom('user', 'model', 'constructor'), content: fc.array(part) }),
      fc.record({ role: fc.string(), parts: fc.array(part) }),
      part,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('messages', 'input', 'contents', 'prompt'),
        fc.array(message, { maxLength: 5 }),
        fc.integer({ min: 8, max: 400 }),
        async (name, messages, most) => {
          const content = await contentOf({ [name]: messages }, { choices: messages }, most);
          for (const text of [content.inputMessages, content.outputMessages]) {
            if (text === null) continue;
            expect(Buffer.byteLength(String(text))).toBeLessThanOrEqual(most);
            for (const { parts, ...told } of listIn(text)) {
              expect(told).toMatchObject({ role: expect.any(String) });
              for (const one of parts as Record<string, unknown>[]) {
                expect(one).toMatchObject({ type: expect.any(String) });
                expect(Object.keys(one)).toContain(REQUIRED.get(String(one['type'])) ?? 'type');
              }
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps thoughts apart from words, tells what providers ran themselves, and leaves out large pictures', async () => {
    const content = await contentOf(
      {
        messages: [
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: 'hm', signature: 'sealed' },
              { type: 'redacted_thinking', data: 'sealed' },
              { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'q' } },
              { type: 'web_search_tool_result', tool_use_id: 's', content: [] },
            ],
          },
          {
            role: 'user',
            content: [
              { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(5_000)}` } },
            ],
          },
        ],
      },
      {
        choices: [{ message: { reasoning_content: `of ${SECRET}`, content: 'yes' }, finish_reason: 'stop' }],
      },
    );
    expect(listIn(content.inputMessages)).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'hm' },
          { type: 'redacted_thinking' },
          {
            type: 'server_tool_call',
            id: 's',
            name: 'web_search',
            server_tool_call: { type: 'web_search', query: 'q' },
          },
          {
            type: 'server_tool_call_response',
            id: 's',
            server_tool_call_response: { type: 'web_search_tool_result', content: [] },
          },
        ],
      },
      {
        role: 'user',
        parts: [
          { type: 'blob', modality: 'image', mime_type: 'image/png', content: '', omitted_characters: 5_000 },
        ],
      },
    ]);
    expect(listIn(content.outputMessages)).toEqual([
      {
        role: 'assistant',
        finish_reason: 'stop',
        parts: [
          { type: 'reasoning', content: 'of [redacted]' },
          { type: 'text', content: 'yes' },
        ],
      },
    ]);
  });

  it('calls an answer that did not come to its end an error', async () => {
    const content = await contentOf({}, { choices: [{ message: { content: 'I w' }, finish_reason: null }] });
    expect(content.outputMessages).toBe(
      '[{"role":"assistant","finish_reason":"error","parts":[{"type":"text","content":"I w"}]}]',
    );
    expect(content.inputMessages).toBeNull();
  });

  it('tells the tools of each API', async () => {
    const { toolDefinitions: tools } = await contentOf({
      tools: [
        { type: 'function', function: { name: 'a', parameters: {} } },
        { name: 'b', input_schema: {} },
        { type: 'web_search_20250305', name: 'web_search', max_uses: 2 },
        { functionDeclarations: [{ name: 'c' }] },
        { googleSearch: {} },
      ],
    });
    expect(JSON.parse(String(tools))).toEqual([
      { type: 'function', name: 'a', parameters: {} },
      { type: 'function', name: 'b', parameters: {} },
      { type: 'web_search_20250305', name: 'web_search', max_uses: 2 },
      { type: 'function', name: 'c' },
      { type: 'googleSearch', name: 'googleSearch', googleSearch: {} },
    ]);
  });
});

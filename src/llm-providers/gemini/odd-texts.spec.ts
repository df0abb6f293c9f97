import { joinParts } from '../../port/join-parts.js';
import type { Completion } from '../../port/canonical.js';
import { fromGeminiAnswer } from './from-gemini-answer.js';
import { fromGeminiStream } from './from-gemini-stream.js';
import { gemini } from './gemini.definition.js';
import { SETTINGS } from './testing/replay.js';

const request = { model: 'gemini-3.5-flash-lite', messages: [] };
const call = { definition: gemini, settings: SETTINGS, apiKey: null, request, nowMs: 0 };
const answered = { call, requestId: 'r-1' };
const UNREADABLE = { code: 'provider.invalid_response' };

const wire = (candidate: object, finishReason = 'STOP') => ({ candidates: [{ finishReason, ...candidate }] });
const whole = async (candidate: object, reason?: string) =>
  fromGeminiAnswer(wire(candidate, reason), answered);
const streamed = (candidate: object, reason?: string) => {
  const chunks = ReadableStream.from([wire(candidate, reason)]);
  return joinParts(fromGeminiStream(chunks, answered, new AbortController().signal));
};
const textOf = ({ choices }: Completion) => choices[0]?.message.content ?? '';

const OTHER = { ofTomorrow: { language: 'PYTHON', code: 'print(1)' } };
const IMAGE = { inlineData: { mimeType: 'image/png', data: 'AA==' } };

describe.each([
  ['a whole answer', whole],
  ['a stream', streamed],
])('the text of %s', (_form, read) => {
  it.each<[string, object]>([
    ['content that is a text', { content: 'hi' }],
    ['content that is a list', { content: [{ text: 'hi' }] }],
    ['content that is a part', { content: { role: 'model', text: 'hi' } }],
    ['one part in place of a list', { content: { parts: { text: 'hi' } } }],
    ['a part that is a text', { content: { parts: ['h', 'i'] } }],
    ['a part that holds texts', { content: { parts: [{ text: ['h', { text: 'i' }] }] } }],
    ['parts that are a text', { content: { parts: 'hi' } }],
    ['a delta', { delta: { parts: [{ text: 'hi' }] } }],
    ['an output beside empty content', { output: 'hi', content: { role: 'model' } }],
    ['a part beside what is not read', { content: { parts: [OTHER, { text: 'hi' }, IMAGE, 7] } }],
  ])('is read in %s', async (_, candidate) => {
    expect(textOf(await read(candidate))).toBe('hi');
  });

  it.each<[string, object]>([
    ['a number', { content: 7 }],
    ['parts that are a number', { content: { parts: [7] } }],
    ['a text that is a number', { content: { parts: [{ text: 7 }] } }],
    ['a text without a text', { content: { parts: [{ text: { odd: 'hi' } }] } }],
    ['content of another kind', { content: { odd: 'hi' } }],
  ])('is no answer where all there is is %s', async (_, candidate) => {
    await expect(read(candidate)).rejects.toMatchObject(UNREADABLE);
  });

  it.each<[string, object, string]>([
    ['nothing', {}, 'MAX_TOKENS'],
    ['a role', { content: { role: 'model' } }, 'STOP'],
    ['an empty text', { content: { parts: [{ text: '' }] } }, 'STOP'],
    ['no parts', { content: { parts: [] } }, 'STOP'],
    ['what nobody knows', { content: { parts: [OTHER, IMAGE] } }, 'STOP'],
    ['a thought', { content: { parts: [{ text: 'Hm.', thought: true }, 7] } }, 'STOP'],
    ['a filter', { content: { parts: [7] } }, 'SAFETY'],
  ])('is empty where there is but %s', async (_, candidate, reason) => {
    expect(textOf(await read(candidate, reason))).toBe('');
  });
});

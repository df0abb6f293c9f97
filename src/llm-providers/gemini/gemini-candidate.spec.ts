import { readCandidates } from './gemini-candidate.js';
import { gemini } from './gemini.definition.js';

const SETTINGS = {
  apiKeys: [],
  baseUrl: null,
  defaultModel: gemini.defaultModel,
  modelAliases: new Map<string, string>(),
};
const call = {
  definition: gemini,
  settings: SETTINGS,
  apiKey: null,
  request: { model: 'gemini-3.5-flash-lite', messages: [] },
  nowMs: 0,
};
const indexesOf = (...candidates: readonly object[]) =>
  readCandidates(candidates, call).map(({ index }) => index);

describe('the reason of a candidate', () => {
  it.each([
    ['STOP', 'STOP'],
    ['FINISH_REASON_UNSPECIFIED', null],
    ['finish_reason_unspecified', null],
    ['', null],
    [7, null],
  ])('of %j is %j', (finishReason, expected) => {
    expect(readCandidates([{ finishReason }], call)[0]?.finishReason).toBe(expected);
  });

  it.each(['STOP', 'MAX_TOKENS', 'SAFETY'])('is %s although a key reads like it', (finishReason) => {
    const apiKeys = [{ variable: 'GEMINI_API_KEY', value: finishReason.toLowerCase() }];
    const odd = { ...call, settings: { ...SETTINGS, apiKeys } };
    expect(readCandidates([{ finishReason }], odd)[0]?.finishReason).toBe(finishReason);
  });
});

describe('the index of a candidate', () => {
  it.each<[string, readonly object[], number[]]>([
    ['is its own', [{ index: 1 }, { index: 0 }], [1, 0]],
    ['is its place where none has one', [{}, {}, {}], [0, 1, 2]],
    ['is 0 where it alone has none', [{ index: 1 }, {}], [1, 0]],
    ['is the lowest that is free', [{ index: 0 }, {}, { index: 1 }, {}], [0, 2, 1, 3]],
    ['is another where it was taken', [{ index: 0 }, { index: 0 }], [0, 1]],
    ['is none below zero, broken or a text', [{ index: -1 }, { index: 0.5 }, { index: '7' }], [0, 1, 2]],
  ])('%s', (_, candidates, indexes) => {
    expect(indexesOf(...candidates)).toEqual(indexes);
  });

  it.each<[string, readonly object[]]>([
    ['one is at an index that no request asks for', [{ index: 4e9 }]],
    ['there are more than any request asks for', Array.from({ length: 1_001 }, () => ({}))],
  ])('fails the answer where %s', (_, candidates) => {
    expect(() => indexesOf(...candidates)).toThrow('more choices than any request asks for');
  });
});

describe('what no other API has a place for', () => {
  const textOf = (...parts: readonly object[]) => readCandidates([{ content: { parts } }], call)[0]?.text;

  it('is told in the text, in its place', () => {
    const code = { executableCode: { language: 'PYTHON', code: 'print(6 * 7)\n', id: 'c-1' } };
    const result = { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '42\n', id: 'c-1' } };
    expect(textOf({ text: 'I count.' }, code, result, { text: 'It is 42.' })).toBe(
      'I count.\n```python\nprint(6 * 7)\n```\n\n```\n42\n```\nIt is 42.',
    );
  });

  it.each<[string, object, string]>([
    ['code with a fence in it', { executableCode: { code: 'say("```")' } }, '\n````\nsay("```")\n````\n'],
    [
      'a result without a text',
      { codeExecutionResult: { outcome: 'OUTCOME_DEADLINE_EXCEEDED' } },
      '\n```\ndeadline_exceeded\n```\n',
    ],
    [
      'a film',
      { inlineData: { mimeType: 'video/mp4', data: 'AAAA' } },
      '\n[The model made a file (video/mp4, 3 bytes), which this API has no place for.]\n',
    ],
    [
      'a document at an address',
      { fileData: { mimeType: 'application/pdf', fileUri: 'https://files.example/1' } },
      '\n[The model made a file: https://files.example/1]\n',
    ],
    ['a picture, which has a place', { inlineData: { mimeType: 'image/png', data: 'AAAA' } }, ''],
    ['a call, which has one', { functionCall: { name: 'f' } }, ''],
    ['what nobody knows', { ofTomorrow: {} }, ''],
    ['code that is a thought', { thought: true, executableCode: { code: '1' } }, ''],
  ])('as %s', (_, part, text) => {
    expect(textOf(part)).toBe(text);
  });
});

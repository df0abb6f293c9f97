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

import { askedAttributes } from './asked-attributes.js';

describe('askedAttributes', () => {
  it.each([
    [{ encoding_format: 'float', dimensions: 8 }, { encodingFormats: ['float'] }],
    [
      { stop: 'END', frequency_penalty: 0.5, presence_penalty: -1 },
      { stopSequences: ['END'], frequencyPenalty: 0.5, presencePenalty: -1 },
    ],
    [{ stop: [1, null], top_k: 'all' }, {}],
    [{ stop: Array.from({ length: 9 }, () => 'x') }, { stopSequences: Array.from({ length: 8 }, () => 'x') }],
    [null, {}],
  ])('tells of %j what the conventions have a name for, and of no wrong type', (body, attributes) => {
    const told = Object.entries(askedAttributes(body)).filter(
      ([, value]) => value !== null && value !== undefined,
    );
    expect(Object.fromEntries(told)).toEqual(attributes);
  });
});

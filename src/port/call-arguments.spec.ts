import { argumentsObject } from './call-arguments.js';

describe('argumentsObject', () => {
  it.each<[string, object]>([
    ['{"city":"Oslo"}', { city: 'Oslo' }],
    ['', {}],
    [' \n', {}],
    ['[]', {}],
    ['{"city":"Os', { unreadable_arguments: '{"city":"Os' }],
    ['null', { unreadable_arguments: 'null' }],
    ['[1]', { unreadable_arguments: '[1]' }],
    ['"Oslo"', { unreadable_arguments: '"Oslo"' }],
  ])('makes of %j an object', (text, expected) => {
    expect(argumentsObject(text)).toEqual(expected);
  });
});

import { withResultsInPlace } from './results-in-place.js';

const call = (id: string, type = 'function_call') => ({ type, call_id: id });
const result = (id: string, type = 'function_call_output') => ({ type, call_id: id });
const says = (role: string) => ({ role, content: 'x' });
const orderOf = (...input: object[]) =>
  withResultsInPlace(input as Record<string, unknown>[]).map(({ at }) => at);

describe('withResultsInPlace', () => {
  it.each<[string, object[], number[]]>([
    [
      'is put between two results',
      [call('a'), call('b'), result('a'), says('user'), result('b')],
      [0, 1, 2, 4, 3],
    ],
    ['is put between a call and its result', [call('a'), says('developer'), result('a')], [0, 2, 1]],
    [
      'is put between two calls',
      [call('a'), says('user'), call('b'), result('b'), result('a')],
      [0, 4, 1, 2, 3],
    ],
    [
      'is said by the model between two results',
      [call('a'), call('b'), result('b'), says('assistant'), result('a')],
      [0, 1, 2, 4, 3],
    ],
  ])('moves results before what %s', (_, input, expected) => {
    expect(orderOf(...input)).toEqual(expected);
  });

  it('parts calls of two turns whose results came together', () => {
    const input = [call('a'), call('b'), result('a'), call('c'), result('b'), result('c')];
    expect(orderOf(...input)).toEqual([0, 1, 2, 4, 3, 5]);
  });

  it.each<[string, object[]]>([
    ['results in an order of their own', [call('a'), call('b'), result('b'), result('a'), says('user')]],
    ['a call without a result', [call('a'), says('user'), call('b'), result('b')]],
    ['a result without a call', [result('x'), says('user'), call('a'), result('a')]],
    ['one id for two calls', [call('a'), result('a'), says('user'), call('a'), result('a')]],
    ['two results for one call', [call('a'), result('a'), result('a')]],
    [
      'a search that its provider ran',
      [call('a', 'tool_search_call'), says('user'), result('a', 'tool_search_output')],
    ],
  ])('leaves in their place %s', (_, input) => {
    expect(orderOf(...input)).toEqual(input.map((_item, at) => at));
  });

  it('knows custom tools, and a search that the caller runs', () => {
    const search = { ...call('s', 'tool_search_call'), execution: 'client' };
    const found = { ...result('s', 'tool_search_output'), execution: 'client' };
    const [custom, its] = [call('c', 'custom_tool_call'), result('c', 'custom_tool_call_output')];
    expect(orderOf(custom, search, says('user'), found, its)).toEqual([0, 1, 3, 4, 2]);
  });
});

import type { CompletionRequest } from '../../port/canonical.js';
import { lossOfTools, withUniqueTools } from './unique-tools.js';

const tool = (name: string, description = '') => ({ type: 'function', function: { name, description } });
const asked = (fields: object) => ({ model: 'm', messages: [], ...fields }) as unknown as CompletionRequest;

describe('tools of one name', () => {
  it('are the last of them, at the place of the first', () => {
    const request = asked({ tools: [tool('a', 'First.'), tool('b'), tool('a', 'Last.')] });
    expect(withUniqueTools(request).tools).toEqual([tool('a', 'Last.'), tool('b')]);
  });

  it('are told by the first that differs', () => {
    expect(lossOfTools({ tools: [tool('b'), tool('a', 'First.'), tool('a', 'Last.')] })).toEqual([
      {
        parameter: 'tools[1]',
        action: 'dropped',
        reason: 'it has the name of another tool behind it, and every name is offered once',
      },
    ]);
    const functions = [{ name: 'a' }, { name: 'a', description: 'Last.' }];
    expect(lossOfTools({ tools: [tool('b')], functions })).toMatchObject([{ parameter: 'functions[0]' }]);
  });

  it('are told to nobody where they are the same', () => {
    const request = asked({ tools: [tool('a'), tool('a')] });
    expect(withUniqueTools(request).tools).toEqual([tool('a')]);
    expect(lossOfTools(request)).toEqual([]);
  });

  it('stay as they are where no name comes twice, or a provider runs one', () => {
    const request = asked({ tools: [tool('a'), tool('b'), { type: 'web_search_20250305', name: 'a' }] });
    expect(withUniqueTools(request)).toBe(request);
    expect(lossOfTools(request)).toEqual([]);
    expect(lossOfTools(asked({}))).toEqual([]);
  });
});

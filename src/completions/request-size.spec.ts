import type { ModelRequest } from '../port/canonical.js';
import { sizeOf } from './request-size.js';

describe('the size of a request', () => {
  const asked = (fields: object) =>
    sizeOf({ model: 'm', messages: [], ...fields } as unknown as ModelRequest);

  it('has the functions of an older program as it has tools', () => {
    const definition = { name: 'look_up', description: 'Looks it up.', parameters: { type: 'object' } };
    const { length } = JSON.stringify([definition]);
    expect(asked({ functions: [definition] })).toEqual({ characters: length, tokens: 0 });
    expect(asked({ tools: [definition] }).characters).toBe(length);
    expect(asked({ functions: null }).characters).toBe(0);
  });
});

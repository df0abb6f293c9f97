import type { ServedList } from '../served-models.js';
import type { ModelInfo } from './model-info.js';
import { toModelPage } from './model-page.js';

const models = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }) as ModelInfo);
const LIST: ServedList<ModelInfo> = { models, byId: new Map() };

describe('a page of models', () => {
  it.each([
    [{}, 'abcde', false],
    [{ limit: '2' }, 'ab', true],
    [{ limit: '2', after_id: 'b' }, 'cd', true],
    [{ limit: '2', after_id: 'c' }, 'de', false],
    [{ after_id: 'e' }, '', false],
    [{ limit: '2', before_id: 'd' }, 'bc', true],
    [{ limit: '3', before_id: 'd' }, 'abc', false],
    [{ after_id: 'a', before_id: 'd' }, 'bc', false],
  ])('of %j is %s', (query, ids, hasMore) => {
    const { data, has_more, first_id, last_id } = toModelPage(LIST, query);
    expect([data.map(({ id }) => id).join(''), has_more]).toEqual([ids, hasMore]);
    expect([first_id, last_id]).toEqual([ids.at(0) ?? null, ids.at(-1) ?? null]);
  });

  it.each([
    { limit: '0' },
    { limit: '1001' },
    { limit: 'x' },
    { limit: ['1'] },
    { after_id: 'z' },
    { before_id: 'z' },
  ])('of %j is refused', (query) => {
    expect(() => toModelPage(LIST, query)).toThrow(/Input should be/);
  });
});

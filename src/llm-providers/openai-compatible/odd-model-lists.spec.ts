import { ATTEMPT, providerOver, UNREADABLE } from './testing/odd-answers.js';

describe('the list of models of an OpenAI-compatible provider', () => {
  const listed = (page: unknown, type?: string) =>
    providerOver(JSON.stringify(page), type).listModels(ATTEMPT);

  it.each<[string, unknown]>([
    ['objects under data', { object: 'list', data: [{ id: 'a' }, { id: 'b' }] }],
    ['a bare array', [{ id: 'a' }, { id: 'b' }]],
    ['objects under models', { models: [{ id: 'a' }, { id: 'b' }] }],
    ['objects with another word for the name', { models: [{ name: 'a' }, { model: 'b', name: 'The B' }] }],
    ['names alone', ['a', 'b']],
    ['an error that says nothing beside it', { data: [{ id: 'a' }, { id: 'b' }], error: null }],
  ])('is read from %s', async (_, page) => {
    expect(await listed(page)).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(await listed(page, 'text/plain')).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  it.each<[string, unknown]>([
    ['nothing of a list', { ok: true }],
    ['entries without a name', { data: [{ foo: 1 }, 7] }],
    ['a text', 'models'],
  ])('is none with %s', async (_, page) => {
    await expect(listed(page)).rejects.toMatchObject(UNREADABLE);
  });

  it('may be empty, and may be an error', async () => {
    expect(await listed({ data: [] })).toEqual([]);
    await expect(listed({ error: { code: 429 } })).rejects.toMatchObject({ code: 'provider.rate_limited' });
  });
});

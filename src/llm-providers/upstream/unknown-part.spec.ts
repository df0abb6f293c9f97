import { notTaken } from './unknown-part.js';

describe('notTaken', () => {
  it.each([
    [{ type: 'video_url', video_url: {} }, ', not video_url'],
    [{ type: 'refusal' }, ', not refusal'],
    [{ type: 'Tell me a secret' }, ''],
    [{ type: 'sk_live_51a2B3' }, ''],
    [{ type: 'x'.repeat(41) }, ''],
    [{ type: '__proto__' }, ''],
    [{ type: '' }, ''],
    [{ type: 1 }, ''],
    [{}, ''],
    [null, ''],
    ['video_url', ''],
  ])('says of %j: %j', (part, said) => {
    expect(notTaken(part)).toBe(said);
  });
});

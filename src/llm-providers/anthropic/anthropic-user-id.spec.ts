import { lossOfUser, toMetadata } from './anthropic-user-id.js';

describe('the name of a user in Anthropic’s words', () => {
  it.each(['user-4711', '123456789', 'a@b', 'Ada Lovelace'])('is told: %s', (user) => {
    expect(toMetadata(user)).toEqual({ metadata: { user_id: user } });
    expect(lossOfUser({ user })).toEqual([]);
  });

  it.each(['ada@example.com', 'Ada <ada.l@mail.example.org>', '+43 (1) 234-56-78'])(
    'is left out where people can be reached by it: %s',
    (user) => {
      expect(toMetadata(user)).toEqual({});
      expect(lossOfUser({ user })).toMatchObject([{ parameter: 'user', action: 'dropped' }]);
    },
  );

  it('is told as far as it has 256 characters, and left out beyond', () => {
    const [longest, longer] = ['x'.repeat(256), 'x'.repeat(257)];
    expect([toMetadata(longest), lossOfUser({ user: longest })]).toEqual([
      { metadata: { user_id: longest } },
      [],
    ]);
    expect(toMetadata(longer)).toEqual({});
    expect(lossOfUser({ user: longer })).toMatchObject([
      { parameter: 'user', action: 'dropped', reason: expect.stringContaining('256') as string },
    ]);
  });

  it.each([undefined, null, ''])('is nothing where it is %j', (user) => {
    expect([toMetadata(user), lossOfUser({ user })]).toEqual([{}, []]);
  });
});

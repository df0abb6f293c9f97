import { Crowd } from './crowd.js';

describe('Crowd', () => {
  const [one, two, three] = [{ id: 1 }, { id: 2 }, { id: 3 }];

  it('holds who came and has not left, each once', () => {
    const crowd = new Crowd<object>();
    for (const member of [one, two, three, two]) crowd.add(member);
    crowd.delete(one);
    crowd.delete(one);
    expect(crowd.size).toBe(2);
    expect(new Set(crowd)).toEqual(new Set([two, three]));
    crowd.delete(three);
    crowd.delete(two);
    expect([...crowd]).toEqual([]);
  });

  it('takes back who has left, and is one of several that a member belongs to', () => {
    const [crowd, other] = [new Crowd<object>(), new Crowd<object>()];
    other.add(one);
    crowd.add(two);
    crowd.add(one);
    crowd.delete(one);
    crowd.add(one);
    expect([...crowd]).toEqual([two, one]);
    expect([...other]).toEqual([one]);
  });

  it('tells of all that were there when the telling began', () => {
    const crowd = new Crowd<object>();
    for (const member of [one, two, three]) crowd.add(member);
    const told: object[] = [];
    for (const member of crowd) {
      crowd.delete(member);
      told.push(member);
    }
    expect(told).toEqual([one, two, three]);
    expect(crowd.size).toBe(0);
  });
});

import { drawOf, fingerprintOf, rendezvousOrder } from './rendezvous.js';

const SESSIONS = Array.from({ length: 4_000 }, (_, index) => fingerprintOf(`session ${index}`));
const member = (name: string, weight = 1) => ({ name, weight, fingerprint: fingerprintOf(name) });
const MEMBERS = ['a', 'b', 'c', 'd'].map((name) => member(name));

const firstsOf = (members: typeof MEMBERS) =>
  SESSIONS.map((session) => rendezvousOrder(members, session)[0]!.name);
const share = (firsts: readonly string[], name: string) =>
  firsts.filter((first) => first === name).length / firsts.length;

describe('a draw', () => {
  it('is between 0 and 1, both left out, at the ends of what can be hashed, too', () => {
    const ends = [0, 0xff_ff_ff_ff].flatMap((high) => [0, 0xff_ff_ff_ff].map((low) => ({ high, low })));
    for (const session of ends)
      for (const other of ends) {
        const draw = drawOf(session, other);
        expect(draw > 0 && draw < 1).toBe(true);
      }
  });

  it('is the same in every process', () => {
    expect(fingerprintOf('session')).toEqual({ high: 1_060_827_628, low: 3_955_037_200 });
    expect(drawOf(fingerprintOf('session'), fingerprintOf('member')).toFixed(12)).toBe('0.332309337706');
  });
});

describe('the order of a session', () => {
  it('begins with each member as often as its weight says, and goes on in the same way', () => {
    const firsts = firsts3to1();
    expect(share(firsts, 'a')).toBeCloseTo(0.75, 1);
    const equal = firstsOf(MEMBERS);
    for (const { name } of MEMBERS) expect(Math.abs(share(equal, name) - 0.25)).toBeLessThan(0.03);
    const behindA = SESSIONS.map((session) => rendezvousOrder(MEMBERS, session))
      .filter(([first]) => first!.name === 'a')
      .map(([, second]) => second!.name);
    for (const name of ['b', 'c', 'd']) expect(Math.abs(share(behindA, name) - 1 / 3)).toBeLessThan(0.06);
  });

  it('has all members, whatever order they come in', () => {
    for (const session of SESSIONS.slice(0, 50)) {
      const order = rendezvousOrder(MEMBERS, session);
      expect(rendezvousOrder(MEMBERS.toReversed(), session)).toEqual(order);
      expect(new Set(order)).toEqual(new Set(MEMBERS));
    }
  });

  it('loses a member and moves no session but those that had it', () => {
    const before = firstsOf(MEMBERS);
    const after = firstsOf(MEMBERS.filter(({ name }) => name !== 'b'));
    const kept = (first: string, index: number) => first === 'b' || after[index] === first;
    expect(before.every(kept)).toBe(true);
  });
});

function firsts3to1(): string[] {
  const members = [member('a', 3), member('b', 1)];
  return firstsOf(members);
}

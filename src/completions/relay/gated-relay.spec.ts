import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CallPermit } from '../call-permit.js';
import { beginOrRelease, GatedRelay } from './gated-relay.js';

const stage = () => {
  const told: string[] = [];
  const permit: CallPermit = {
    headers: [],
    again: () => null,
    settle: () => null,
    release: () => void told.push('released'),
  };
  let enter = (_permit: CallPermit | null) => undefined as void;
  let refuse = (_error: Error) => undefined as void;
  const entering = new Promise<CallPermit | null>((resolve, reject) => {
    [enter, refuse] = [resolve, reject];
  });
  const inner = { goOn: () => void told.push('taken over') };
  let isLikeMost = true;
  const relay = new GatedRelay(entering, {
    begin: () => (told.push('begun'), isLikeMost ? inner : null),
    goOn: () => void told.push('usual way'),
  });
  return { told, permit, relay, enter, refuse, makeOdd: () => void (isLikeMost = false) };
};

describe('a call that was let in at once', () => {
  it('gives its room back where it is not like most', () => {
    const { told, permit } = stage();
    expect([beginOrRelease(permit, () => null), told]).toEqual([null, ['released']]);
  });

  it('gives its room back where it cannot begin', () => {
    const { told, permit } = stage();
    const odd = () => {
      throw new Error('odd');
    };
    expect(() => beginOrRelease(permit, odd)).toThrow('odd');
    expect(told).toEqual(['released']);
  });

  it('keeps it where it begins', () => {
    const { told, permit } = stage();
    expect(beginOrRelease(permit, () => 'begun')).toBe('begun');
    expect(told).toEqual([]);
  });
});

describe('a call that waits at the gate, on the quick way', () => {
  it('begins once it is let in, and is taken over from then on', async () => {
    const { told, permit, relay, enter } = stage();
    enter(permit);
    await nextTurn();
    relay.goOn();
    expect(told).toEqual(['begun', 'taken over']);
  });

  it('goes the usual way, once, where it is refused', async () => {
    const { told, relay, refuse } = stage();
    refuse(new Error('no room'));
    await nextTurn();
    relay.goOn();
    expect(told).toEqual(['usual way']);
  });

  it('gives its room back where its caller has left meanwhile', async () => {
    const { told, permit, relay, enter } = stage();
    relay.goOn();
    enter(permit);
    await nextTurn();
    expect(told).toEqual(['usual way', 'released']);
  });

  it('gives its room back where it turns out not to be like most', async () => {
    const { told, permit, enter, makeOdd } = stage();
    makeOdd();
    enter(permit);
    await nextTurn();
    expect(told).toEqual(['begun', 'released', 'usual way']);
  });

  it('gives its room back and goes the usual way where it cannot begin', async () => {
    const { told, permit } = stage();
    const begin = () => {
      throw new Error('odd');
    };
    const goOn = () => void told.push('usual way');
    const relay = new GatedRelay(Promise.resolve(permit), { begin, goOn });
    await nextTurn();
    expect([told, relay.begun]).toEqual([['released', 'usual way'], null]);
  });
});

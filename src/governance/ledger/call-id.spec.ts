import { idAt, newCallId, timeOfId } from './call-id.js';

describe('newCallId', () => {
  it('sorts behind the ids of earlier moments, tells its own, and is like no other', () => {
    const times = Array.from({ length: 1_000 }, (_, at) => 1_793_500_000_000 + Math.floor(at / 3));
    const ids = times.map(newCallId);
    expect(ids.map(timeOfId)).toEqual(times);
    expect(new Set(ids.map((id) => id.slice(12))).size).toBe(ids.length);
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
    expect(idAt(times[0]!) <= ids[0]! && ids[0]! < idAt(times[0]! + 1)).toBe(true);
  });

  it('sorts behind those that were made before it in its millisecond, though other moments were looked up between', () => {
    const atMs = 1_793_500_100_000;
    const ids = Array.from({ length: 1_000 }, (_, at) => {
      if (at % 10 === 0) idAt(atMs - at);
      return newCallId(atMs);
    });
    expect(ids.toSorted()).toEqual(ids);
  });

  it('sorts behind them also where an id of an earlier moment was made between, as for a call that is refused late', () => {
    const atMs = 1_793_500_200_000;
    const [, before, , behind] = [atMs, atMs, atMs - 1, atMs].map(newCallId);
    expect(behind! > before!).toBe(true);
  });

  it('is like no other, of the same form and moment, where more are made of a millisecond than it counts', () => {
    const atMs = 1_793_500_300_000;
    const ids = Array.from({ length: 70_000 }, () => newCallId(atMs));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id) && timeOfId(id) === atMs)).toBe(true);
  });
});

describe('idAt', () => {
  it('is of the moment that is asked for, whichever was asked for before', () => {
    expect([0.5, 255.9, 0, -1, 255].map(idAt)).toEqual(
      [0, 255, 0, 0, 255].map((ms) => ms.toString(16).padStart(12, '0')),
    );
  });
});

import { createRandomHex } from './random-hex.js';

describe('createRandomHex', () => {
  it('gives each random byte once, of many that were drawn together', () => {
    let [draws, next] = [0, 0];
    const randomHex = createRandomHex((pool) => {
      draws += 1;
      for (let at = 0; at < pool.length; at += 4) pool.writeUInt32BE((next += 1), at);
    });
    const ids = Array.from({ length: 300 }, () => randomHex(8));
    expect(ids.slice(0, 2)).toEqual(['0000000100000002', '0000000300000004']);
    expect([new Set(ids).size, draws]).toEqual([300, 1]);
    expect(new Set([...ids, ...Array.from({ length: 300 }, () => randomHex(8))]).size).toBe(600);
    expect(draws).toBe(2);
  });
});

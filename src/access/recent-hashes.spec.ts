import { RecentHashes } from './recent-hashes.js';

describe('RecentHashes', () => {
  it('finds the hash of a key again, and forgets it after three seconds', () => {
    const hashes = new RecentHashes();
    expect(hashes.get('key', 1_000)).toBeUndefined();
    hashes.keep('key', 'hash');
    expect([hashes.get('key', 3_999), hashes.get('other', 3_999)]).toEqual(['hash', undefined]);
    expect(hashes.get('key', 4_000)).toBeUndefined();
  });

  it('forgets them where the clock of the machine is set back', () => {
    const hashes = new RecentHashes();
    hashes.get('key', 60_000);
    hashes.keep('key', 'hash');
    expect(hashes.get('key', 1_000)).toBeUndefined();
  });

  it('keeps no more than ten thousand', () => {
    const hashes = new RecentHashes();
    hashes.get('key', 0);
    for (let at = 0; at <= 10_000; at += 1) hashes.keep(`key ${at}`, 'hash');
    expect([hashes.get('key 9999', 1), hashes.get('key 10000', 1)]).toEqual(['hash', undefined]);
  });
});

import { randomBytes } from 'node:crypto';
import { sealed, unsealed } from './sealing.js';

describe('what is sealed', () => {
  const key = randomBytes(32);

  it('opens with its key, beside what it belongs to, and tells nothing of its text', () => {
    const seal = sealed('canary 🙂', key, 'a');
    expect(unsealed(seal, key, 'a')).toBe('canary 🙂');
    expect(Buffer.from(seal, 'base64url').toString('latin1')).not.toContain('canary');
    expect(sealed('canary 🙂', key, 'a')).not.toBe(seal);
  });

  it('does not open with another key, beside something else, or after a change', () => {
    const seal = sealed('text', key, 'a');
    const bytes = Buffer.from(seal, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      expect(unsealed(changed.toString('base64url'), key, 'a')).toBeNull();
    }
    expect(unsealed(seal, randomBytes(32), 'a')).toBeNull();
    expect(unsealed(seal, key, 'b')).toBeNull();
    for (const text of ['', 'x', seal.slice(0, 30)]) expect(unsealed(text, key)).toBeNull();
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const CASES = join(ROOT, 'test', 'faults', 'cases');

describe('the threat model', () => {
  const text = readFileSync(join(ROOT, 'docs', 'threat-model.md'), 'utf8');
  const quoted = [...new Set([...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word))];

  it.each(quoted.filter((word) => /^(src|test)\//.test(word)))('names a spec that is there: %s', (file) => {
    expect(existsSync(join(ROOT, file))).toBe(true);
  });

  it('names fault cases that are there', () => {
    const sources = readdirSync(CASES).map((name) => readFileSync(join(CASES, name), 'utf8'));
    const ids = sources.flatMap((source) => [...source.matchAll(/id: '([^']+)'/g)].map(([, id = '']) => id));
    const named = quoted.filter((word) => /^[A-Z]\d+[a-z]?$/.test(word));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  });
});

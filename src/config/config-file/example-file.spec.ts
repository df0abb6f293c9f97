import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHIPPED_DEFINITIONS } from '../../llm-providers/catalog.js';
import { readConfigFile } from './config-file.js';

const ROOT = join(__dirname, '..', '..', '..');

describe('tollgate.example.yaml', () => {
  const path = join(ROOT, 'tollgate.example.yaml');

  it('is right', () => {
    const { operator } = readConfigFile(path, SHIPPED_DEFINITIONS);
    expect(operator.providers.map(({ id }) => id)).toEqual(['local', 'groq', 'openai']);
  });

  it('has every key there is', () => {
    const written = new Set([...readFileSync(path, 'utf8').matchAll(/([a-z0-9_]+):/g)].map(([, key]) => key));
    expect([...allKeys()].filter((key) => !written.has(key))).toEqual([]);
  });
});

/** Every key that the schema names. */
function allKeys(): Set<string> {
  const schema = JSON.parse(readFileSync(join(ROOT, 'docs', 'tollgate.schema.json'), 'utf8')) as unknown;
  const keys = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [word, value] of Object.entries(node)) {
      if (word === 'if') continue;
      if (word === 'properties') Object.keys(value as object).forEach((key) => keys.add(key));
      visit(value);
    }
  };
  visit(schema);
  return keys;
}

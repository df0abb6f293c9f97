import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { borrowedSources } from './fixture-sources.js';

const SHIPPED = join(__dirname, '..', '..', '..', 'llm-providers', 'openai', 'fixtures');

let home: string;
let acme: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fixtures-'));
  acme = join(home, 'acme', 'fixtures');
  cpSync(SHIPPED, join(home, 'openai', 'fixtures'), { recursive: true });
  cpSync(SHIPPED, acme, { recursive: true });
  mkdirSync(join(home, 'models'));
});

afterEach(() => rmSync(home, { recursive: true }));

/** Writes each of Acme's fixtures anew, those whose names end so. */
function edit(end: string, change: (text: string, file: string) => string): void {
  for (const file of readdirSync(acme).filter((name) => name.endsWith(end))) {
    const path = join(acme, file);
    writeFileSync(path, change(readFileSync(path, 'utf8'), file));
  }
}

const withOwnSource = (text: string): string =>
  text.replace(/"source": *"[^"]*"/, '"source": "docs.acme.example"');
const withOwnComment = (text: string): string =>
  text.replace(/^: Source: .*/, ': Source: docs.acme.example. Read 2026-11-28.');

describe('fixtures of a provider', () => {
  it('copied from another one and left as they are, are all found, streams among them', () => {
    const found = borrowedSources(acme);
    expect(found.map(({ file }) => file).toSorted()).toEqual(readdirSync(acme).toSorted());
    expect(new Set(found.map(({ alsoOf }) => alsoOf))).toEqual(new Set(['openai']));
  });

  it('with one file whose source was forgotten, are found by that file', () => {
    edit('.json', (text, file) => (file === 'errors.json' ? text : withOwnSource(text)));
    edit('.sse', withOwnComment);
    expect(borrowedSources(acme).map(({ file }) => file)).toEqual(['errors.json']);
  });

  it('whose streams still say the other source, are found by their streams', () => {
    edit('.json', withOwnSource);
    expect(borrowedSources(acme).every(({ file }) => file.endsWith('.sse'))).toBe(true);
    expect(borrowedSources(acme)).not.toEqual([]);
  });

  it('with sources of their own, pass', () => {
    edit('.json', withOwnSource);
    edit('.sse', withOwnComment);
    expect(borrowedSources(acme)).toEqual([]);
  });

  it('that say with whom they share a source, pass for that provider only', () => {
    edit('.json', (text) => text.replace('{', '{ "sharedWith": ["openai"],'));
    expect(borrowedSources(acme)).toEqual([]);
    cpSync(SHIPPED, join(home, 'zenith', 'fixtures'), { recursive: true });
    expect(new Set(borrowedSources(acme).map(({ alsoOf }) => alsoOf))).toEqual(new Set(['zenith']));
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readText } from './read-text.js';
import { WrongConfigFileError } from './wrong-config-file.error.js';

describe('readText', () => {
  let folder: string;
  let path: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'read-text-'));
    path = join(folder, 'tollgate.yaml');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.from(''), ''],
    ['letters of any script', Buffer.from('a: ä日'), 'a: ä日'],
    ['a byte order mark, which it leaves out', Buffer.from('\ufeffa: 1'), 'a: 1'],
    ['1 MiB', Buffer.alloc(1_048_576, '#'), '#'.repeat(1_048_576)],
  ])('takes %s', (_, bytes, text) => {
    writeFileSync(path, bytes);
    expect(readText(path) === text).toBe(true);
  });

  it.each<[string, Buffer, string]>([
    ['Latin-1', Buffer.from('name: Gr\u00fcn', 'latin1'), 'is not UTF-8; save it in that encoding'],
    ['UTF-16', Buffer.from('\ufeffa: 1', 'utf16le'), 'is not UTF-8; save it in that encoding'],
    ['more than 1 MiB', Buffer.alloc(1_048_577, '#'), 'is larger than 1 MiB'],
  ])('refuses %s, naming the file', (_, bytes, words) => {
    writeFileSync(path, bytes);
    expect(() => readText(path)).toThrow(new WrongConfigFileError([`${path}: ${words}`]));
  });

  it.each([
    ['a folder', '', 'is a folder, not a file'],
    ['nothing', 'nowhere.yaml', 'there is no such file'],
    ['what lies below a file', 'tollgate.yaml/x', 'cannot be read (ENOTDIR)'],
  ])('refuses a path of %s, naming it', (_, name, words) => {
    writeFileSync(path, '');
    const named = join(folder, name);
    expect(() => readText(named)).toThrow(new WrongConfigFileError([`${named}: ${words}`]));
  });
});

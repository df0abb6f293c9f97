import { readAsset } from './console-files.js';

describe('a file of the console', () => {
  it.each([
    '../index.html',
    '..',
    '.built-from',
    'a/../../package.json',
    'a\\..\\b.js',
    'index.html\0.js',
    'x..js',
    'a.json',
    'missing.js',
    '',
  ])('is none, where its name is %j', async (name) => {
    expect(await readAsset(name, false)).toBeNull();
  });
});

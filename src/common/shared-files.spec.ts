import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../storage/testing/temporary-folder.js';
import { SharedFiles } from './shared-files.js';

describe('SharedFiles', () => {
  const folder = temporaryFolder();
  const files = new SharedFiles(folder);

  it('gives the same bytes to all who ask for a file while somebody has it', async () => {
    writeFileSync(join(folder, 'page.js'), 'a page');
    const [one, other] = await Promise.all([files.read('page.js'), files.read('page.js')]);
    expect(one?.toString()).toBe('a page');
    expect(other).toBe(one);
    expect(await files.read('page.js')).toBe(one);
  });

  it('finds a file that was not there before', async () => {
    expect(await files.read('late.js')).toBeNull();
    writeFileSync(join(folder, 'late.js'), 'late');
    expect((await files.read('late.js'))?.toString()).toBe('late');
  });
});

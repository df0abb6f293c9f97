import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CODING_AGENTS } from './coding-agents.js';
import { setUpOf } from './guide.js';

const FILLED_IN = { url: 'http://127.0.0.1:1', key: 'a-key', model: 'a/model' };
const text = readFileSync(join(__dirname, '..', '..', 'docs', 'guides', 'coding-agents.md'), 'utf8');

describe('the guide to coding agents', () => {
  it.each(CODING_AGENTS)('sets $id up with address, key and model', ({ id, modelInGuide }) => {
    const { files, commands } = setUpOf(id, { ...FILLED_IN, modelInGuide });
    const said = [commands, ...Object.values(files)].join('\n');
    for (const part of Object.values(FILLED_IN)) expect(said).toContain(part);
    expect(said).not.toContain('127.0.0.1:3000');
  });

  it.each(CODING_AGENTS)('names the version of $id that is run', ({ version }) => {
    expect(text).toContain(`Version ${version}`);
  });

  it('says so where it has nothing of an agent', () => {
    expect(() => setUpOf('nobody', { ...FILLED_IN, modelInGuide: 'm' })).toThrow('no commands for nobody');
  });
});

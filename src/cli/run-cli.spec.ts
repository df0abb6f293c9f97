import type { AskAdmin } from './admin-client.js';
import { runCli } from './run-cli.js';

/** Of a gateway whose lists have two pages. */
async function listed(...words: string[]) {
  const asked: string[] = [];
  const ask: AskAdmin = (_method, path) => {
    asked.push(path);
    const body = path.includes('after=')
      ? { data: [{ id: 'b' }], next: null }
      : { data: [{ id: 'a' }], next: 'a' };
    return Promise.resolve({ status: 200, body });
  };
  let out = '';
  const stdout = { write: (text: string) => (out += text) };
  const gateway = { ask, close: () => Promise.resolve() };
  const code = await runCli(words, { stdout, stderr: stdout, env: {} }, () => Promise.resolve(gateway));
  return { asked, out, code };
}

describe('runCli', () => {
  it.each([
    ['keys list --team red', '/admin/keys?limit=1000&team=red'],
    ['prices list --model gpt-9', '/admin/prices?limit=1000&model=gpt-9'],
  ])('shows all pages of a list: %s', async (words, path) => {
    expect(await listed(...words.split(' '))).toEqual({
      asked: [path, `${path}&after=a`],
      out: 'id\na\nb\n',
      code: 0,
    });
  });
});

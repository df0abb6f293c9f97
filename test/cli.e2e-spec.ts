import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../src/cli/run-cli.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';

async function run(env: Readonly<Record<string, string>>, ...words: string[]) {
  let [out, err] = ['', ''];
  const stdout = { write: (text: string) => (out += text) };
  const stderr = { write: (text: string) => (err += text) };
  const code = await runCli(words, { stdout, stderr, env });
  return { code, out, err };
}

describe('the command line', () => {
  let gateway: RunningGateway;
  beforeAll(async () => void (gateway = await startGateway({ ADMIN_API_KEY: ADMIN_KEY })));
  afterAll(() => gateway.close());

  const tollgate = (...words: string[]) =>
    run({ TOLLGATE_URL: gateway.url, ADMIN_API_KEY: ADMIN_KEY }, ...words);
  const idOf = (out: string) => /tg_([a-z0-9]{8})_/.exec(out)![1]!;

  it('makes keys with all that they are given, and shows them once', async () => {
    const options =
      '--user ann --team red --tag project=apollo --provider openai --budget 5.00/day --requests 60/minute';
    const made = await tollgate('keys', 'create', 'ci', ...options.split(' '));
    expect(made).toMatchObject({ code: 0, err: '' });
    const shown = await tollgate('keys', 'show', idOf(made.out), '--json');
    expect(JSON.parse(shown.out)).toMatchObject({
      name: 'ci',
      user: 'ann',
      team: 'red',
      tags: { project: 'apollo' },
      allowed: { providers: ['openai'] },
      budgets: [{ budget_usd: '5.00', per: 'day' }],
      limits: [{ requests: 60, per: 'minute' }],
    });
    expect(shown.out).not.toMatch(/tg_\w{8}_/);
    expect((await tollgate('keys', 'list')).out).toMatch(new RegExp(`${idOf(made.out)}.*ci`));
  });

  it('rotates, disables and deletes them', async () => {
    const id = idOf((await tollgate('keys', 'create', 'short')).out);
    expect((await tollgate('keys', 'rotate', id, '--overlap', '60')).out).toMatch(`tg_${id}_`);
    const disabled = await tollgate('keys', 'disable', id, '--json');
    expect(JSON.parse(disabled.out)).toMatchObject({ id, enabled: false });
    expect(await tollgate('keys', 'delete', id)).toMatchObject({ code: 0 });
    expect(await tollgate('keys', 'show', id)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining(id) as string,
    });
  });

  it('tells of usage', async () => {
    expect(await tollgate('usage', '--by', 'day,model')).toMatchObject({ code: 0 });
    expect(await tollgate('usage', '--by', 'colour')).toMatchObject({ code: 1 });
  });

  it.each([
    [[]],
    [['keys']],
    [['keys', 'paint', 'x']],
    [['keys', 'list', '--colour']],
    [['keys', 'create', 'a', '--budget', '5']],
  ])('ends with 2, and says how it is called, where it is called so: %j', async (words) => {
    const ended = await tollgate(...words);
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toContain('tollgate keys create NAME');
  });

  it('is refused with a wrong key', async () => {
    const wrong = await run({ TOLLGATE_URL: gateway.url, ADMIN_API_KEY: 'wrong' }, 'keys', 'list');
    expect(wrong).toMatchObject({ code: 1, out: '' });
  });

  it('goes to the store itself where no gateway runs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tollgate-'));
    const env = { TOLLGATE_DATA: folder };
    const id = idOf((await run(env, 'keys', 'create', 'offline')).out);
    expect((await run(env, 'keys', 'list')).out).toContain(id);
    rmSync(folder, { recursive: true });
  });
});

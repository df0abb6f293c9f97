import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runCli } from '../src/cli/run-cli.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';

const GUIDE = readFileSync(join(__dirname, '..', 'docs', 'guides', 'keys-and-budgets.md'), 'utf8');

/** The commands behind a mark, as they stand in the guide. */
function blockOf(mark: string): string {
  const block = new RegExp(`<!-- ${mark} -->\\s+\`\`\`sh\\n([^]*?)\`\`\``).exec(GUIDE)?.[1];
  if (block === undefined) throw new Error(`no block of the guide is marked ${mark}`);
  return block;
}

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
  /** What a block of the guide prints, asked of this gateway. */
  const paste = async (mark: string, env: Readonly<Record<string, string>> = {}) => {
    const commands = blockOf(mark).replaceAll('http://127.0.0.1:3000', gateway.url);
    const { stdout } = await promisify(execFile)('sh', ['-c', commands], {
      env: { ...process.env, ADMIN_API_KEY: ADMIN_KEY, ...env },
    });
    return JSON.parse(stdout) as Record<string, string>;
  };
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

  it('gives keys several limits of a kind, and lists those of a team or a user', async () => {
    const team = ['--team', 'blue', '--user', 'bob'];
    const limits = '--requests 60/minute --requests 1000/day --tokens 9/minute --tokens 90/hour'.split(' ');
    const id = idOf((await tollgate('keys', 'create', 'limited', ...team, ...limits)).out);
    const shown = await tollgate('keys', 'show', id, '--json');
    expect(JSON.parse(shown.out)).toMatchObject({
      limits: [
        { requests: 60, per: 'minute' },
        { requests: 1_000, per: 'day' },
        { tokens: 9, per: 'minute' },
        { tokens: 90, per: 'hour' },
      ],
    });
    for (const filter of [team.slice(0, 2), team.slice(2), team]) {
      const listed = await tollgate('keys', 'list', ...filter, '--json');
      expect(JSON.parse(listed.out)).toMatchObject({ data: [{ id }], next: null });
    }
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

  it('does what the guide to keys has people paste, and so does curl', async () => {
    const make = await paste('keys:make');
    expect(make).toMatchObject({
      name: 'ci of team red',
      team: 'red',
      key: expect.stringMatching(/^tg_/) as string,
    });
    const team = await paste('keys:team');
    expect(team).toMatchObject({ name: 'red', budgets: [{ budget_usd: '50.00', per: 'month' }] });
    const own = await paste('keys:own', { TOLLGATE_KEY: make['key']! });
    expect(own).toMatchObject({
      id: make['id'],
      budgets: [
        { scope: 'team', budget_usd: '50' },
        { scope: 'key', remaining_usd: '5' },
      ],
    });
    const lines = blockOf('keys:cli').trim().split('\n');
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) {
      const [npx, name, ...words] = line.replace('ID', make['id']!).split(' ');
      expect([line, npx, name, await tollgate(...words)]).toMatchObject([
        line,
        'npx',
        'tollgate',
        { code: 0 },
      ]);
    }
  });

  it('sets prices, and prices calls anew', async () => {
    const options = '--input 0.10 --output 0.4 --cached 0.01 --from 2026-01-01T00:00:00Z --json';
    const set = await tollgate('prices', 'set', 'openai', 'gpt-9', ...options.split(' '));
    expect(set.err).toBe('');
    expect(JSON.parse(set.out)).toMatchObject({ model: 'gpt-9', input_usd_per_million: '0.10' });
    expect((await tollgate('prices', 'list', '--model', 'gpt-9')).out).toMatch(/openai.*gpt-9.*2026-01-01/);
    const window = ['--from', '2026-01-01', '--to', '2026-02-01'];
    const anew = await tollgate('reprice', '--model', 'gpt-9', ...window, '--json');
    expect(JSON.parse(anew.out)).toMatchObject({ calls: 0, changed: 0, cost_after_usd: '0' });
    expect(await tollgate('reprice', '--model', 'gpt-9')).toMatchObject({ code: 2 });
    expect(await tollgate('prices', 'set', 'openai', 'gpt-9', '--input', '1')).toMatchObject({ code: 2 });
    expect(await tollgate('prices', 'set', 'nobody', 'm', '--input', '1', '--output', '1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('provider') as string,
    });
  });

  it('tells of usage', async () => {
    expect(await tollgate('usage', '--by', 'day,model')).toMatchObject({ code: 0 });
    expect(await tollgate('usage', '--by', 'colour')).toMatchObject({ code: 1 });
    const { key } = JSON.parse((await tollgate('keys', 'create', 'asking', '--json')).out) as { key: string };
    for (const model of ['sandbox/echo', 'sandbox/echo', 'sandbox/slow'])
      await fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] }),
      });
    const one = await tollgate('usage', '--by', 'model', '--limit', '1');
    expect(one.out).toMatch(/These are the dearest; [12] other requests came to 0 US dollars\.\n$/);
  });

  it.each([
    [[]],
    [['keys']],
    [['keys', 'paint', 'x']],
    [['keys', 'list', '--colour']],
    [['keys', 'create', 'a', '--budget', '5']],
    [['keys', 'create', 'a', '--limit', '60/minute']],
    [['keys', 'list', '--model', 'gpt-9']],
    [['keys', 'list', 'ci']],
    [['keys', 'create', 'a', '--tag', 'env=ci', '--tag', 'env=prod']],
    [['keys', 'delete', 'abcdefgh', '--team', 'red']],
    [['usage', '--tag', 'project=apollo']],
    [['usage', '--model', 'gpt-9', '--model', 'gpt-8']],
    [['prices', 'list', '--from', '2026-01-01']],
    [['prices', 'set', 'openai', 'gpt-9', '--input', '1', '--output', '1', '--to', '2027-01-01']],
    [['reprice', '--model', 'gpt-9', '--from', '2026-01-01', '--to', '2026-02-01', '--user', 'ann']],
  ])('ends with 2, and says how it is called, where it is called so: %j', async (words) => {
    const ended = await tollgate(...words);
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toContain('tollgate keys create NAME');
  });

  it('shows what a terminal would obey as what it is, in JSON and in refusals, too', async () => {
    const metadata = 'note=\u009b31m\u202egnp';
    const made = await tollgate('keys', 'create', 'hostile', '--metadata', metadata, '--json');
    expect(made.out).toContain('"note": "\\u009b31m\\u202egnp"');
    expect(JSON.parse(made.out)).toMatchObject({ metadata: { note: '\u009b31m\u202egnp' } });
    expect((await tollgate('keys', 'show', '\u202ex')).err).toBe('tollgate: There is no key "\\u202ex".\n');
  });

  it('is refused with a wrong key', async () => {
    const wrong = await run({ TOLLGATE_URL: gateway.url, ADMIN_API_KEY: 'wrong' }, 'keys', 'list');
    expect(wrong).toMatchObject({ code: 1, out: '' });
  });

  it('goes to the store itself where no gateway runs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tollgate-'));
    const env = { TOLLGATE_DATA: folder, TOLLGATE_URL: '' };
    const id = idOf((await run(env, 'keys', 'create', 'offline')).out);
    expect((await run(env, 'keys', 'list')).out).toContain(id);
    rmSync(folder, { recursive: true });
  });
});

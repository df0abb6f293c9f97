import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startGateway, type RunningGateway } from './support/start-gateway.js';
import { startScriptedOpenAi, type ScriptedOpenAi } from './support/scripted-openai/index.js';

const KEY = 'sk-test-upstream';
const ROOT = join(__dirname, '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const configuration = readFileSync(join(ROOT, 'docs', 'configuration.md'), 'utf8');
const guide = readFileSync(join(ROOT, 'docs', 'guides', 'streaming.md'), 'utf8');

let gateway: RunningGateway;
let upstream: ScriptedOpenAi;

beforeAll(async () => {
  upstream = await startScriptedOpenAi({ apiKey: KEY });
  gateway = await startGateway({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: upstream.baseUrl });
});

afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

/** The code block behind a mark, asking the gateway of this test. */
function snippet(mark: string, document = readme): string {
  const block = new RegExp(`<!-- ${mark} -->\\s+\`\`\`\\w+\\n([^]*?)\`\`\``).exec(document)?.[1];
  if (block === undefined) throw new Error(`no block is marked ${mark}`);
  return block.replaceAll('http://127.0.0.1:3000', gateway.url);
}

function run(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (output += piece.toString()));
    child.once('error', reject);
    child.once('close', () => resolve(output.trim()));
  });
}

/** True if the command is on this machine; says so loudly if not. */
function has(command: string): boolean {
  if (spawnSync(command, ['--version']).status === 0) return true;
  process.stderr.write(`!!! LEFT OUT: the README's request with ${command}, which is not on this machine.\n`);
  return false;
}

describe("the README's requests do what it says", () => {
  it('in curl', async () => {
    if (!has('curl')) return;
    const answer = JSON.parse(await run('sh', ['-c', snippet('readme:curl')])) as Record<string, unknown>;
    const shown = JSON.parse(/```json\n([^]*?)```/.exec(readme)?.[1] ?? '') as Record<string, unknown>;
    expect({ ...answer, request_id: null }).toEqual({ ...shown, request_id: null });
  });

  it("with OpenAI's SDK", async () => {
    const program = ['--input-type=module-typescript', '--disable-warning=ExperimentalWarning', '-e'];
    const output = await run(process.execPath, [...program, snippet('readme:openai-sdk')]);
    expect(output).toBe('Which rivers cross Vienna?');
  });

  it('in TypeScript', async () => {
    const program = ['--input-type=module-typescript', '--disable-warning=ExperimentalWarning', '-e'];
    const output = await run(process.execPath, [...program, snippet('readme:typescript')]);
    expect(output).toMatch(/^You said: Which rivers cross Vienna\? \d+$/);
  });

  it('in Python', async () => {
    if (!has('python3')) return;
    expect(await run('python3', ['-c', snippet('readme:python')])).toMatch(
      /^You said: Which rivers cross Vienna\? \d+$/,
    );
  });
});

describe('the page about configuration', () => {
  it('has a file with which the gateway starts', async () => {
    const other = await startGateway({}, snippet('configuration:yaml', configuration));
    const answer = await fetch(`${other.url}/agents/llm-providers/local/models`);
    expect(await answer.json()).toMatchObject({ provider: 'local', default_model: 'llama3.3' });
    await other.close();
  });
});

describe("the streaming guide's requests do what it says", () => {
  const TEXT = 'Which rivers cross Vienna?';

  it('in curl', async () => {
    if (!has('curl')) return;
    const output = await run('sh', ['-c', snippet('streaming:curl', guide)]);
    expect(output).toMatch(/^event: delta\ndata: \{"text":"Which "\}\n/);
    expect(output).toMatch(/event: done\ndata: \{"status":"success".*\}$/);
  });

  it('in TypeScript', async () => {
    const program = ['--input-type=module-typescript', '--disable-warning=ExperimentalWarning', '-e'];
    const output = await run(process.execPath, [...program, snippet('streaming:typescript', guide)]);
    expect(output).toBe(`${TEXT}\n10 tokens`);
  });

  it('in Python', async () => {
    if (!has('python3')) return;
    expect(await run('python3', ['-c', snippet('streaming:python', guide)])).toBe(`${TEXT}\n10 tokens`);
  });
});

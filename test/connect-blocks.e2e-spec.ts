import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FRAMEWORKS } from '../console/src/pages/connect/frameworks.js';
import { SDKS } from '../console/src/pages/connect/sdks.js';
import { asCode } from '../console/src/pages/playground/as-code.js';
import { toBody } from '../console/src/pages/playground/chat-request.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ROOT = join(__dirname, '..');
const QUESTION = 'Which rivers cross Vienna?';
/** The Python that has OpenAI's package (`npm run test:python`). */
const OPENAI_PYTHON = process.env['OPENAI_PYTHON'];
const PYTHON = OPENAI_PYTHON ?? 'python3';
/** In place of that package. */
const STAND_IN = join(__dirname, 'support', 'openai-stand-in');
const PACKAGE = OPENAI_PYTHON === undefined ? 'a stand-in for its package' : 'its own package';
const HAS_PYTHON = spawnSync(PYTHON, ['--version']).status === 0;

const run = async (program: string, parameters: readonly string[]) => {
  const env = {
    PATH: process.env['PATH'],
    PYTHONDONTWRITEBYTECODE: '1',
    ...(OPENAI_PYTHON === undefined && { PYTHONPATH: STAND_IN }),
  };
  return (await promisify(execFile)(program, [...parameters], { cwd: ROOT, env })).stdout;
};
const RUNS: Readonly<Record<string, (code: string) => Promise<string>>> = {
  curl: (code) => run('sh', ['-c', code]),
  TypeScript: (code) => run(process.execPath, ['--no-warnings', '--input-type=module', '--eval', code]),
  Python: (code) => run(PYTHON, ['-c', code]),
};

type Choices = readonly { readonly message?: Content; readonly delta?: Content }[];
interface Content {
  readonly content?: string;
}

/** Of an answer as it came: whole, or its events. */
function textOf(answer: string): string {
  const objects = answer.startsWith('{')
    ? [answer]
    : [...answer.matchAll(/^data: (\{.*)$/gm)].map(([, json]) => json!);
  const choices = objects.flatMap((json) => (JSON.parse(json) as { readonly choices: Choices }).choices);
  return choices.map(({ message, delta }) => (message ?? delta)?.content ?? '').join('');
}

/** Without Python it is skipped, or fails where all has to be there. */
function itInPython(name: string, test: () => Promise<void>): void {
  if (HAS_PYTHON || process.env['TOLLGATE_REQUIRE_SERVERS'] === '1') it(name, test);
  else it.skip(`${name}: python3 is not there; install it to have this run`, test);
}

/** The pages' blocks, filled in, as they are pasted; the simulator repeats what it is asked. */
describe('blocks of the pages that show how to ask', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  const clients = [...SDKS, ...FRAMEWORKS].filter((client) =>
    client.blocks({ origin: '', model: '', key: '' }).some(({ title }) => title === 'In TypeScript'),
  );

  it.each(clients.map((client) => [client.name, client] as const))('run: %s', async (_name, client) => {
    const filled = { origin: gateway.url, model: 'sandbox/sim/echo', key: 'none' };
    const { code } = client.blocks(filled).find(({ title }) => title === 'In TypeScript')!;
    expect(await RUNS['TypeScript']!(code)).toContain(QUESTION);
  });

  const expectAnswerInPython = async () => {
    const filled = { origin: gateway.url, model: 'sandbox/sim/echo', key: 'none' };
    const { code } = SDKS.find(({ id }) => id === 'openai-python')!
      .blocks(filled)
      .find(({ title }) => title === 'In Python')!;
    expect(await RUNS['Python']!(code)).toBe(`${QUESTION}\n`);
  };
  itInPython(`run: OpenAI, Python, with ${PACKAGE}`, expectAnswerInPython);

  const tool = {
    type: 'function',
    function: { name: 'none', parameters: { type: 'object' }, strict: false },
  };
  const asked = {
    model: 'sandbox/sim/echo',
    system: "It's a test",
    prompt: 'Wien, "Österreich" 🎻\n\\n',
    temperature: '0.5',
    maxTokens: '50',
    tools: JSON.stringify([tool]),
    others: '{"seed": 7, "x-odd": null, "user": "ann"}',
  };
  const expectAnswersAs = async (language: string) => {
    for (const stream of [false, true]) {
      const snippets = asCode(toBody({ ...asked, stream }), gateway.url, 'none');
      const { code } = snippets.find(({ name }) => name === language)!;
      const said = await RUNS[language]!(code);
      const text = language === 'curl' ? textOf(said) : said.replace(/\n$/, '');
      expect([stream, text]).toEqual([stream, asked.prompt]);
    }
  };
  const ofPlayground = (language: string) =>
    `run: what the playground asks, streamed and whole, as ${language}`;
  it.each(['curl', 'TypeScript'])(ofPlayground('%s'), expectAnswersAs);
  itInPython(ofPlayground('Python'), () => expectAnswersAs('Python'));
});

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FRAMEWORKS } from '../console/src/pages/connect/frameworks.js';
import { SDKS } from '../console/src/pages/connect/sdks.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ROOT = join(__dirname, '..');
const QUESTION = 'Which rivers cross Vienna?';

/** The page's blocks of TypeScript, filled in, as they are pasted; the simulator repeats what it is asked. */
describe('blocks of the page that connects programs', () => {
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
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--no-warnings', '--input-type=module', '--eval', code],
      { cwd: ROOT, env: { PATH: process.env['PATH'] } },
    );
    expect(stdout).toContain(QUESTION);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endsWithUs } from '../faults/support/ends-with-us.js';
import type { CodingAgent } from './coding-agents.js';

/** Agents that are installed below a folder, away from the project; each once. */
export class Installed {
  private readonly commands = new Map<string, Promise<string>>();

  constructor(readonly folder: string) {}

  /** Where the commands of an agent lie. @throws Error where it cannot be installed. */
  commandsOf(agent: CodingAgent): Promise<string> {
    const known = this.commands.get(agent.id) ?? install(agent, join(this.folder, agent.id));
    this.commands.set(agent.id, known);
    return known;
  }
}

async function install(agent: CodingAgent, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  // no package runs code of its own, but for what is named below
  const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', ['install', ...quietly, `${agent.package}@${agent.version}`], folder);
  const own = join(folder, 'node_modules', agent.package);
  if (agent.setUp !== undefined) await run(process.execPath, [agent.setUp], own);
  return join(folder, 'node_modules', '.bin');
}

async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  endsWithUs(child);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
}

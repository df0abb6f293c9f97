import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inProject, projectRoot, say } from './project.mjs';

/** Where a package of Python is installed in a folder of its own, with its programs; `null` = it cannot be had. */
export function folderWith(name, version) {
  const folder = inProject('node_modules', '.cache', `${name}-${version}`);
  const programs = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  const own = join(programs, 'python');
  if (existsSync(own) && isInstalled(own, name, version)) return programs;
  say(`Installing ${name} ${version} …`);
  const python = ['python3', 'python'].find((program) => runs(program, ['-m', 'venv', folder]));
  if (python === undefined) return null;
  return runs(own, ['-m', 'pip', 'install', '--quiet', `${name}==${version}`]) ? programs : null;
}

function isInstalled(python, name, version) {
  const code = 'import sys; from importlib.metadata import version; print(version(sys.argv[1]))';
  const { status, stdout } = spawnSync(python, ['-c', code, name], { encoding: 'utf8' });
  return status === 0 && stdout.trim() === version;
}

function runs(command, args) {
  return spawnSync(command, args, { cwd: projectRoot, stdio: ['ignore', 2, 2] }).status === 0;
}

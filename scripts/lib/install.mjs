import { existsSync, readFileSync } from 'node:fs';
import { giveUp, inProject, say, succeeds } from './project.mjs';

/**
 * Installs the packages that the lock file asks for, unless they are all there. Development packages count:
 * building needs them.
 */
export function ensureInstalled() {
  if (isInstalled()) return;
  const isFirst = !existsSync(inProject('node_modules'));
  say(`Installing packages (${isFirst ? 'first start only' : 'some are missing or out of date'}) …`);
  const { command, args, shell } = npmCommand();
  // stated here because NODE_ENV=production would leave the build's own tools out
  const options = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  if (!succeeds(command, [...args, 'ci', ...options], { showOutput: false, shell })) {
    giveUp('Installing packages failed; npm says above why.');
  }
}

function isInstalled() {
  const wanted = readPackages(inProject('package-lock.json'));
  const installed = readPackages(inProject('node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || !isNeededHere(entry) || installed[path]?.version === entry.version,
  );
}

/** Optional packages are needed where they are made for exactly this machine, as the project's own Node is. */
function isNeededHere({ optional, os, cpu, libc }) {
  if (!optional) return true;
  return !libc && [os].flat().includes(process.platform) && [cpu].flat().includes(process.arch);
}

function readPackages(lockFile) {
  if (!existsSync(lockFile)) return {};
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {};
}

/** The npm that started this script, on its own Node, which outlives the replacement of node_modules. */
function npmCommand() {
  const { npm_execpath: npmScript, npm_node_execpath: npmNode } = process.env;
  if (npmScript && npmNode) return { command: npmNode, args: [npmScript], shell: false };
  return { command: 'npm', args: [], shell: process.platform === 'win32' };
}

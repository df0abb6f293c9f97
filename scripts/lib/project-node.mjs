import { existsSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { giveUp, inProject } from './project.mjs';

const OLDEST_NODE = [24, 9];

/** Whether this process already runs on a Node that the gateway runs on. */
export function isNodeRecentEnough(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

/** The Node to run the gateway and its tools on: the one installed with the packages, else this one. */
export function projectNode() {
  const folder = process.platform === 'win32' ? 'node-win' : `node-${process.platform}`;
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const installed = inProject('node_modules', `${folder}-${process.arch}`, 'bin', binary);
  if (existsSync(installed)) return installed;
  if (isNodeRecentEnough()) return process.execPath;
  return giveUp(
    `Tollgate needs Node ${OLDEST_NODE.join('.')} or newer, and this is ${process.versions.node}. ` +
      `For ${process.platform} on ${process.arch} it brings none of its own: please install one from nodejs.org.`,
  );
}

/** The environment in which `node` means the given one, for tools that start further processes. */
export function environmentWith(node) {
  return { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
}

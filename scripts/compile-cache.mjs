// Starts the build in dist/ once and ends it, so that the first start elsewhere finds what V8 compiled: for an image,
// whose files the gateway cannot write. Run in the folder that the gateway is going to run in, by the user that it is
// going to run as, or as root with that user's number: Node keeps a cache for each path, user and set of V8's options.
//   node scripts/compile-cache.mjs [UID]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { giveUp, inProject, projectRoot } from './lib/project.mjs';

const CACHE = inProject('dist', '.compile-cache');
const uid = process.argv[2] === undefined ? undefined : Number(process.argv[2]);

mkdirSync(CACHE, { recursive: true });
if (uid !== undefined) chownSync(CACHE, uid, uid);
await startOnce(uid === undefined ? {} : { uid, gid: uid });
if (readdirSync(CACHE).length === 0) giveUp('The gateway kept nothing of what was compiled.');
makeReadable(CACHE);

/** Until it listens: it has kept what was compiled by then. */
async function startOnce(user) {
  const { scripts } = JSON.parse(readFileSync(inProject('package.json'), 'utf8'));
  const [, options] = /node (.*?) dist\/main\.js/.exec(scripts['start:prod']);
  const child = spawn(process.execPath, [...options.split(' '), 'dist/main.js'], {
    cwd: projectRoot,
    env: { PORT: '0', HOST: '127.0.0.1', LOG_FORMAT: 'json' },
    stdio: ['ignore', 'pipe', 'inherit'],
    ...user,
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    if (JSON.parse(line).url !== undefined) child.kill('SIGTERM');
  }
  const [code] = await ended;
  if (code !== 0) giveUp(`The gateway ended with ${code}.`);
}

/** Belongs to whoever runs this, as all of dist/ does; the gateway may read it, and no more. */
function makeReadable(path) {
  const isFolder = statSync(path).isDirectory();
  if (uid !== undefined) chownSync(path, process.getuid(), process.getgid());
  chmodSync(path, isFolder ? 0o755 : 0o644);
  if (isFolder) for (const name of readdirSync(path)) makeReadable(join(path, name));
}

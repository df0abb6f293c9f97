// `npm start`: packages, build, gateway; each only as far as needed. Runs on the machine's own Node.
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { builtGateway, ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { runInPlace } from './lib/project.mjs';
import { isNodeRecentEnough, projectNode } from './lib/project-node.mjs';

ensureInstalled();
const node = projectNode();
ensureBuilt(node);

/**
 * V8 goes without its quick compiler, whose memory it would keep, compiles for good after half as many calls, and keeps at
 * rest what it compiled; an older Node, which may run this, does not know all of these options.
 */
const OF_COMPILERS = [
  '--no-maglev',
  '--invocation-count-for-turbofan=1500',
  '--no-memory-reducer-favors-memory',
];

if (isNodeRecentEnough()) {
  for (const option of OF_COMPILERS) setFlagsFromString(option);
  await import(pathToFileURL(builtGateway).href);
}
// nor does it know this option, which keeps SIGUSR1 from opening a debugger
else runInPlace(node, [...process.execArgv, '--disable-sigusr1', ...OF_COMPILERS, builtGateway]);

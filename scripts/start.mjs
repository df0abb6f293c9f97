// `npm start`: packages, build, gateway; each only as far as needed. Runs on the machine's own Node.
import { pathToFileURL } from 'node:url';
import { builtGateway, ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { runInPlace } from './lib/project.mjs';
import { isNodeRecentEnough, projectNode } from './lib/project-node.mjs';

ensureInstalled();
const node = projectNode();
ensureBuilt(node);

if (isNodeRecentEnough()) await import(pathToFileURL(builtGateway).href);
// an older Node does not know this option, which keeps SIGUSR1 from opening a debugger
else runInPlace(node, [...process.execArgv, '--disable-sigusr1', builtGateway]);

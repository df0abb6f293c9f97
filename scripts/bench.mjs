// npm run bench, npm run bench:check: builds the gateway and measures it (bench/).
import { SELDOM_COLLECTING } from '../bench/lib/instruments.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { environmentWith, projectNode } from './lib/project-node.mjs';
import { inProject, runInPlace } from './lib/project.mjs';

ensureInstalled();
const node = projectNode();
ensureBuilt(node);
const [program, ...rest] = process.argv.slice(2);
const options = [...SELDOM_COLLECTING, inProject('bench', `${program}.mjs`)];
runInPlace(node, [...options, ...rest], { env: environmentWith(node) });

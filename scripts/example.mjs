// npm run example: builds the gateway and the host application in examples/embed-in-nest, and runs that.
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { environmentWith, projectNode } from './lib/project-node.mjs';
import { giveUp, inProject, runInPlace, succeeds } from './lib/project.mjs';

ensureInstalled();
const node = projectNode();
ensureBuilt(node);
const compiler = inProject('node_modules', 'typescript', 'bin', 'tsc');
if (!succeeds(node, [compiler, '-p', inProject('examples', 'embed-in-nest', 'tsconfig.build.json')]))
  giveUp('The example does not compile.');
runInPlace(node, [inProject('examples', 'embed-in-nest', 'dist', 'main.js')], { env: environmentWith(node) });

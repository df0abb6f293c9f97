// `npm run dev`: installs what is missing, then serves and restarts at every change of a source.
import { forgetBuild, nestCommand } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { projectRoot, runInPlace } from './lib/project.mjs';
import { environmentWith, projectNode } from './lib/project-node.mjs';

ensureInstalled();
const node = projectNode();
forgetBuild();
runInPlace(node, [nestCommand, 'start', '--watch', '--no-shell'], {
  cwd: projectRoot,
  env: environmentWith(node),
});

// `npm run build`: installs what is missing and builds dist/.
import { build } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { projectNode } from './lib/project-node.mjs';

ensureInstalled();
build(projectNode());

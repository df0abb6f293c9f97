// Builds the console's page into console/dist where it is stale: for tests that run the sources as they stand.
import { ensureConsoleBuilt } from './lib/console.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { giveUp } from './lib/project.mjs';
import { projectNode } from './lib/project-node.mjs';

ensureInstalled();
if (!ensureConsoleBuilt(projectNode())) giveUp('The console could not be built; it is said above why.');

import { LLM_PROVIDERS_VARIABLES } from '../llm-providers.variables.js';
import { SERVER_VARIABLES } from '../server.variables.js';

const VARIABLES_OF_THE_SHELL = 'HOME PATH PWD USER SHELL HOSTNAME LANG TERM NODE_OPTIONS NODE_ENV'.split(' ');

const TAKEN: ReadonlySet<string> = new Set([
  ...VARIABLES_OF_THE_SHELL,
  ...Object.values(SERVER_VARIABLES).map(({ name }) => name),
  ...Object.values(LLM_PROVIDERS_VARIABLES).map(({ name }) => name),
]);

/** Names of settings and secrets of the gateway, of what derives from a provider's id, and of what every process has. */
export function isTakenVariable(name: string): boolean {
  return TAKEN.has(name) || /_(BASE_URL|DEFAULT_MODEL|MODEL_ALIASES)$/.test(name);
}

/** What is said of such a variable where it is to hold a secret. */
export function takenWords(name: string): string {
  return `names ${name}, which means something else`;
}

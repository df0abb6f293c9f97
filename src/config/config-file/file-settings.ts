import { LLM_PROVIDERS_VARIABLES } from '../llm-providers.variables.js';
import { SERVER_VARIABLES } from '../server.variables.js';
import type { Variable } from '../variable.js';

/** A variable that may stand in the file as well, and its key there. */
export interface FileSetting {
  readonly key: string;
  readonly variable: Variable<unknown>;
}

/** All that are no secret, but for the one that names the file. */
export const FILE_SETTINGS: readonly FileSetting[] = Object.freeze(
  [...Object.values<Variable<unknown>>(SERVER_VARIABLES), ...Object.values(LLM_PROVIDERS_VARIABLES)]
    .filter(({ name, isSecret }) => !isSecret && name !== SERVER_VARIABLES.TOLLGATE_CONFIG.name)
    .map((variable) => ({ key: variable.name.toLowerCase(), variable })),
);

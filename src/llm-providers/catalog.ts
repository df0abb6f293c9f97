import { openai } from './openai/openai.definition.js';
import { sandbox } from './sandbox/sandbox.definition.js';

/** Every provider that ships. Id type, variables, routes, Swagger and the provider list derive from it. */
export const PROVIDER_CATALOG = [openai, sandbox] as const;

import { openai } from './openai/openai.definition.js';
import { sandbox } from './sandbox/sandbox.definition.js';

/** Every provider that ships. Its variables are made from here; a test holds the agents to it. */
export const PROVIDER_CATALOG = [openai, sandbox] as const;

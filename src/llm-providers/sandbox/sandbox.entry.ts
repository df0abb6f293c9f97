import type { ProviderEntry } from '../provider-entry.js';
import { SandboxAgentService } from './sandbox-agent.service.js';
import { sandbox } from './sandbox.definition.js';
import { createSandboxProvider } from './sandbox.provider.js';

export const sandboxEntry: ProviderEntry = Object.freeze({
  definition: sandbox,
  agentService: SandboxAgentService,
  client: null,
  createAdapter: createSandboxProvider,
});

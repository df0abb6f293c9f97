import type { CompletionRequest } from '../../../port/canonical.js';
import { anthropic } from '../anthropic.definition.js';
import { toAnthropicRequest } from '../to-anthropic-request.js';

const SETTINGS = {
  apiKeys: [],
  baseUrl: anthropic.baseUrl,
  defaultModel: anthropic.defaultModel,
  modelAliases: new Map<string, string>(),
};
export const hello = [{ role: 'user', content: 'Hello' }];

/** What Anthropic is sent for a request with these fields; without messages it says hello. */
export const wireOf = (fields: object) => {
  const request = { model: 'claude-haiku-5-5', messages: hello, ...fields } as CompletionRequest;
  return toAnthropicRequest({ definition: anthropic, settings: SETTINGS, apiKey: null, request, nowMs: 0 });
};

export const turnsOf = (...messages: readonly unknown[]) => wireOf({ messages });

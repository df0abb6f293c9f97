import { OpenAI } from 'openai';
import type { UpstreamFetch } from '../../common/http/upstream-fetch.js';
import type { ProviderSettings } from '../port/provider-definition.js';

/** The part of the official SDK that the gateway uses: all that a mock has to have. */
export interface ChatClient {
  readonly chat: { readonly completions: Pick<OpenAI.Chat.Completions, 'create'> };
}

/** The longest that a timer takes; the gateway's own deadlines end a call long before. */
const MAX_TIMEOUT_MS = 2_147_483_647;

/**
 * The official SDK, with all that the gateway owns itself switched off: retries, timeouts, logging, and the
 * variables that the SDK would read from the environment on its own.
 */
export function createOpenAiSdkClient(settings: ProviderSettings, fetch: UpstreamFetch): ChatClient {
  return new OpenAI({
    // The SDK does not start without a key; a call without one is refused before it gets here.
    apiKey: settings.apiKey ?? 'missing',
    baseURL: settings.baseUrl,
    fetch,
    maxRetries: 0,
    timeout: MAX_TIMEOUT_MS,
    logLevel: 'off',
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
  });
}

import type { OpenAI } from 'openai';
import type { CompletionRequest } from '../../port/canonical.js';
import type { OpenAiCompatibleCall } from './openai-compatible-quirks.js';
import type { ChatClient } from './openai-sdk-client.js';
import { canonicalParam } from './responses/canonical-param.js';
import { toResponseRequest } from './responses/to-response-request.js';

/** What is asked at one path of the API, and how a mock without `send` is asked for it, if it can be. */
export interface Address {
  readonly path: string;
  /** The request in other words; left out = it goes as it is. */
  readonly toBody?: (call: OpenAiCompatibleCall<CompletionRequest>) => object;
  /** Beside `toBody`: what a failure names, in canonical words. */
  readonly canonicalParam?: (param: string, call: OpenAiCompatibleCall) => string;
  readonly mocked: (
    client: ChatClient,
    body: never,
    options: OpenAI.RequestOptions,
  ) => PromiseLike<unknown> | undefined;
}

export const CHAT: Address = {
  path: '/chat/completions',
  mocked: ({ chat }, body, options) => chat.completions.create(body, options),
};
export const TEXTS: Address = {
  path: '/completions',
  mocked: ({ completions }, body, options) => completions?.create(body, options),
};
export const RESPONSES: Address = {
  path: '/responses',
  mocked: ({ responses }, body, options) => responses?.create(body, options),
};
/** What is asked for in canonical words. */
export const CHAT_BY_RESPONSES: Address = { ...RESPONSES, toBody: toResponseRequest, canonicalParam };
export const COMPACTIONS: Address = { path: '/responses/compact', mocked: () => undefined };
export const COUNTS: Address = { path: '/responses/input_tokens', mocked: () => undefined };
export const MODELS: Address = {
  path: '/models',
  mocked: ({ models }, _body, options) => models?.list(options),
};
export const EMBEDDINGS: Address = {
  path: '/embeddings',
  mocked: ({ embeddings }, body, options) => embeddings?.create(body, options),
};

export function bodyOf({ toBody }: Address, call: OpenAiCompatibleCall): object {
  return toBody?.(call as OpenAiCompatibleCall<CompletionRequest>) ?? call.request;
}

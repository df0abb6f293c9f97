import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';

/**
 * Top-level fields of `POST /v1/chat/completions` (openai 7.57.0, resources/chat/completions; openapi.yaml 2.3.0).
 * The compiler holds the list against the SDK's type: a field too many or too few does not build.
 */
const FIELDS: Readonly<Record<keyof ChatCompletionCreateParams, true>> = {
  model: true,
  messages: true,
  temperature: true,
  top_p: true,
  presence_penalty: true,
  frequency_penalty: true,
  n: true,
  stop: true,
  max_completion_tokens: true,
  max_tokens: true,
  logprobs: true,
  top_logprobs: true,
  logit_bias: true,
  tools: true,
  tool_choice: true,
  parallel_tool_calls: true,
  functions: true,
  function_call: true,
  response_format: true,
  reasoning_effort: true,
  verbosity: true,
  service_tier: true,
  store: true,
  stream: true,
  stream_options: true,
  metadata: true,
  modalities: true,
  audio: true,
  prediction: true,
  user: true,
  safety_identifier: true,
  prompt_cache_key: true,
  prompt_cache_retention: true,
  seed: true,
  moderation: true,
  prompt_cache_options: true,
  web_search_options: true,
};

export const REQUEST_FIELDS: ReadonlySet<string> = new Set(Object.keys(FIELDS));

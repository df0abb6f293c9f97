/**
 * Every name in a span. Those that begin with `gen_ai.` are of OpenTelemetry's conventions for generative AI, version
 * 1.41.0, which are in development; `http.`, `error.`, `user_agent.` and `url.` are of its stable ones (both read
 * 2026-11-29). `tollgate.` names are ours.
 */
export const SPAN_NAMES = Object.freeze({
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  responseModel: 'gen_ai.response.model',
  finishReasons: 'gen_ai.response.finish_reasons',
  timeToFirstChunk: 'gen_ai.response.time_to_first_chunk',
  inputTokens: 'gen_ai.usage.input_tokens',
  cacheReadTokens: 'gen_ai.usage.cache_read.input_tokens',
  cacheWriteTokens: 'gen_ai.usage.cache_creation.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  conversation: 'gen_ai.conversation.id',
  inputMessages: 'gen_ai.input.messages',
  outputMessages: 'gen_ai.output.messages',
  instructions: 'gen_ai.system_instructions',
  toolDefinitions: 'gen_ai.tool.definitions',
  method: 'http.request.method',
  route: 'http.route',
  status: 'http.response.status_code',
  resendCount: 'http.request.resend_count',
  scheme: 'url.scheme',
  userAgent: 'user_agent.original',
  errorType: 'error.type',
  requestId: 'tollgate.request.id',
  caller: 'tollgate.caller.name',
  isComplete: 'tollgate.response.complete',
  contentCut: 'tollgate.content.truncated',
  surface: 'tollgate.surface',
  tollgateRoute: 'tollgate.route',
  costUsd: 'tollgate.cost.usd',
  costSource: 'tollgate.cost.source',
  areTokensEstimated: 'tollgate.usage.estimated',
  isStream: 'tollgate.stream',
  outcome: 'tollgate.outcome',
  waitedMs: 'tollgate.waited_ms',
  attempts: 'tollgate.attempts',
  affinity: 'tollgate.affinity',
  providerKey: 'tollgate.provider.key_variable',
  retryReason: 'tollgate.retry.reason',
});

/** Those that hold what was said. */
export const CONTENT_NAMES = Object.freeze([
  SPAN_NAMES.inputMessages,
  SPAN_NAMES.outputMessages,
  SPAN_NAMES.instructions,
  SPAN_NAMES.toolDefinitions,
]);

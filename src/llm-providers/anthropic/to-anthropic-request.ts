import { filterMembers } from '../../common/written-numbers.js';
import type { CompletionRequest } from '../../port/canonical.js';
import { withAllowedTools } from '../upstream/allowed-tools.js';
import { withoutCustomTools } from '../upstream/custom-tools.js';
import { inTools } from '../upstream/older-functions.js';
import { withUniqueTools } from '../upstream/unique-tools.js';
import type { Fields } from '../upstream/wire-fields.js';
import { providerError, type UpstreamCall } from '../upstream/upstream-failure.js';
import { askedMaxTokens, knownMaxTokens, unaskedMaxTokens } from './anthropic-max-tokens.js';
import { ABSENT_PARAMETERS } from './anthropic-model-families.js';
import { toStopSequences } from './anthropic-stop-sequences.js';
import { toMetadata } from './anthropic-user-id.js';
import type { AnthropicTurn, TextBlock } from './to-anthropic-blocks.js';
import { toAnthropicMessages } from './to-anthropic-messages.js';
import { withoutVainThinking } from './vain-thinking.js';
import { toOutputConfig } from './to-anthropic-output.js';
import { toolsOfHistory } from './tools-of-history.js';
import { toAnthropicToolChoice, toAnthropicTools } from './to-anthropic-tools.js';

/** The body of `POST /v1/messages`. */
export interface AnthropicRequest {
  readonly model: string;
  readonly max_tokens: number;
  readonly messages: readonly AnthropicTurn[];
  readonly system?: readonly TextBlock[];
  readonly [parameter: string]: unknown;
}

/** What is put in other words below; `stream` is the client's to say. */
const TRANSLATED = new Set(
  ['model', 'messages', 'max_tokens', 'max_completion_tokens', 'stop', 'user', 'tools', 'tool_choice'].concat(
    ['parallel_tool_calls', 'stream', 'stream_options', 'response_format'],
  ),
);

/**
 * A canonical request in Anthropic's terms. Fields that neither form's types know travel on untouched.
 * @throws GatewayError `provider.rejected` for what cannot be said in them.
 */
export function toAnthropicRequest(asked: UpstreamCall<CompletionRequest>): AnthropicRequest {
  const request = withAllowedTools(withUniqueTools(withoutCustomTools(inTools(asked.request))));
  const call = { ...asked, request };
  requireTemperature(call);
  const { system, messages } = toAnthropicMessages(call);
  const stops = toStopSequences(request.stop);
  return {
    ...untouched(request),
    model: request.model,
    max_tokens: maxTokensOf(request),
    messages,
    ...(system.length > 0 ? { system } : {}),
    ...toolsOf(call, messages),
    ...(stops.length > 0 ? { stop_sequences: stops } : {}),
    ...toOutputConfig(request),
    ...withoutVainThinking(request),
    ...toMetadata(request.user),
  };
}

function toolsOf(call: UpstreamCall<CompletionRequest>, turns: readonly AnthropicTurn[]): Fields {
  const choice = toAnthropicToolChoice(call);
  const tools = toAnthropicTools(call);
  if (tools.length === 0 && choice === null) return toolsOfHistory(turns);
  return { ...(tools.length > 0 && { tools }), ...(choice && { tool_choice: choice }) };
}

/** Held to what the model can write, which `ANTHROPIC_TRANSLATION` tells. */
function maxTokensOf(request: CompletionRequest): number {
  const { model } = request;
  const asked = askedMaxTokens(request) ?? unaskedMaxTokens(request);
  return Math.min(asked, knownMaxTokens(model) ?? asked);
}

function untouched(request: object): Fields {
  return filterMembers(
    request,
    (name, value) =>
      !TRANSLATED.has(name) && !ABSENT_PARAMETERS.has(name) && value !== null && value !== undefined,
  ) as Fields;
}

/** Half of the canonical range: a smaller value would be another wish than the caller's. */
function requireTemperature(call: UpstreamCall<CompletionRequest>): void {
  const { temperature } = call.request;
  if (temperature === null || temperature === undefined || temperature <= 1) return;
  const what = 'temperature must be between 0 and 1 for its models; lower it, or leave it out';
  throw providerError('provider.rejected', what, call, { param: 'temperature' });
}

import type { ProviderReason } from './provider-reason.js';
import { toName } from './reason-words.js';

const NAMES =
  /^(?:model_)?(?:max_)?context_(?:length|window|size)_exceeded$|^exceed_context_size(?:_error)?$/;

/**
 * What servers say of a conversation that is too long for the model, as the cases of context-exceeded.spec.ts have it:
 * OpenAI, and all who have it from there (refly-ai/refly#1177, chathub-dev/chathub#126); Anthropic; Gemini; vLLM
 * (vllm-project/vllm#12165); llama.cpp, Mistral, xAI and Bedrock as their clients know them. Read 2026-11-29.
 */
const WORDS = new RegExp(
  [
    String.raw`\bmaximum (?:context|prompt|input|model) length\b`,
    String.raw`\bexceeds?(?: the| this| its| your)?(?: model(?:['’]s)?)?(?: maximum| available| input| allowed)* context (?:length|window|size|limit)\b`,
    String.raw`\bprompt (?:\(total length \d+\) )?is too long\b`,
    String.raw`\binput is too long for (?:the )?requested model\b`,
    String.raw`\binput token count\b.{0,40}\bexceeds the maximum number of tokens\b`,
    String.raw`\btoo large for model with \d+ maximum context length\b`,
    String.raw`\bcontext (?:length|window) (?:was |is |has been )?exceeded\b`,
  ].join('|'),
  'i',
);

/** The provider refuses a conversation because the model has no room for it: agents make it shorter then. */
export function saysContextIsExceeded({ code, type, message }: ProviderReason): boolean {
  return [code, type].some((name) => NAMES.test(toName(name))) || WORDS.test(message ?? '');
}

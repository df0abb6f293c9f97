import { isObject, type Fields } from '../../common/fields.js';
import { isSealedHere, SEAL } from '../../port/sealed-thoughts.js';

/** What a provider wants back in the next turn, and a caller has no words for. */
export interface SealedThought {
  /** The call of a tool that it belongs to; left out = the message. */
  readonly call?: string;
  /** As Google's compatible endpoint has it, with the signature of a thought. */
  readonly extra_content?: Fields;
  /** As OpenRouter has it: what another vendor's model thought. */
  readonly reasoning_details?: readonly Fields[];
  /** As DeepSeek has it: a thought that led to calls of tools, in plain text. */
  readonly reasoning_content?: string;
  /** Whose thoughts they are; left out = of whoever takes such. */
  readonly provider?: string;
}

/** A block that clients bring back as it is. */
export function sealedBlock(thought: SealedThought): Fields {
  const data = SEAL + Buffer.from(JSON.stringify(thought)).toString('base64url');
  return { type: 'redacted_thinking', data };
}

/** What is in such a block; `null` = it is none of ours, or no longer whole. */
export function unsealed({ type, data }: Fields): SealedThought | null {
  if (type !== 'redacted_thinking' || !isSealedHere(data)) return null;
  try {
    const thought: unknown = JSON.parse(Buffer.from(data.slice(SEAL.length), 'base64url').toString());
    return isObject(thought) ? toThought(thought) : null;
  } catch {
    return null;
  }
}

/** It comes from a caller, who may have changed it. */
function toThought({
  call,
  extra_content: extra,
  reasoning_details: details,
  reasoning_content: text,
  provider,
}: Fields): SealedThought {
  return {
    ...(typeof call === 'string' && { call }),
    ...(isObject(extra) && { extra_content: extra }),
    ...(Array.isArray(details) && { reasoning_details: details.filter(isObject) }),
    ...(typeof text === 'string' && { reasoning_content: text }),
    ...(typeof provider === 'string' && { provider }),
  };
}

/** The block for what stands beside a message, or a call of a tool; `null` = nothing does. */
export function extraBlock(holder: object, call?: unknown): Fields | null {
  const { extra_content: extra } = holder as Fields;
  if (!isObject(extra)) return null;
  return sealedBlock({ ...(typeof call === 'string' && { call }), extra_content: extra });
}

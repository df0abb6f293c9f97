import type { Fields } from '../common/fields.js';
import type { CompletionRequest } from '../port/canonical.js';
import { providerMarkOf } from './provider-mark.js';
import type { SealedThoughts } from './sealed-thoughts.js';

/**
 * The request with the thoughts that came from this provider; those of others are of no use to it.
 * @param thoughts by the places of the messages that they belong to.
 */
export function withThoughts(
  request: CompletionRequest,
  thoughts: ReadonlyMap<number, readonly SealedThoughts[]>,
  provider: string,
): CompletionRequest {
  if (thoughts.size === 0) return request;
  const names = new Set([provider, providerMarkOf(provider)]);
  const messages = request.messages.map((message, at) => {
    const its = (thoughts.get(at) ?? []).filter((sealed) => names.has(sealed.provider));
    return its.length === 0 ? message : its.reduce(thoughtful, message as unknown as Fields);
  });
  return { ...request, messages: messages as unknown as CompletionRequest['messages'] };
}

/** Lists of several items of one answer follow each other. */
function thoughtful(message: Fields, { message: fields, calls }: SealedThoughts): Fields {
  const added = Object.entries(fields).map(([name, value]): [string, unknown] => {
    const known = message[name];
    return [
      name,
      Array.isArray(known) && Array.isArray(value)
        ? [...(known as unknown[]), ...(value as unknown[])]
        : value,
    ];
  });
  const { tool_calls: made } = message;
  const signed = Array.isArray(made) && {
    tool_calls: (made as Fields[]).map((call) => {
      const id = String(call['id']);
      return Object.hasOwn(calls, id) ? { ...call, ...calls[id] } : call;
    }),
  };
  return { ...message, ...Object.fromEntries(added), ...signed };
}

import { isObject, type Fields } from '../../../../common/fields.js';
import { filterMembers } from '../../../../common/written-numbers.js';
import type { CompletionRequest } from '../../../../port/canonical.js';
import type { NativeRequest } from '../../../../port/native-responses.js';
import { isOurId } from '../response-id.js';
import { isSealedHere } from '../../../sealed-thoughts.js';
import type { ResponsesBody } from './responses-request.js';

/** Parameters of one name and meaning in both APIs of a provider: a rule of the target's family may take them out. */
const RULED = ['temperature', 'top_p'] as const;

/** True for what is told of a request that goes as it came: other rules are about chat completions. */
export function isRuled(parameter: string | undefined): boolean {
  return parameter === undefined || RULED.some((name) => name === parameter);
}

/**
 * The caller's own request, for a provider that speaks this API: as it came, but for the model's name, what rules of the
 * target's family took out, and the thoughts of other providers' models.
 * @param asked its parameters before the rules.
 * @param adapted the same behind them.
 */
export function toNativeRequest(
  body: ResponsesBody,
  { asked, adapted }: { readonly asked: CompletionRequest; readonly adapted: CompletionRequest },
): NativeRequest {
  const { model } = adapted;
  const { stream: _asked, input, ...own } = body;
  const out = new Set<string>(RULED.filter((name) => name in asked && !(name in adapted)));
  const left = filterMembers(own, (name) => !out.has(name));
  return {
    model,
    headers: {},
    body: { ...left, ...(input.length > 0 && { input: withoutForeignThoughts(input) }), model },
  };
}

/** OpenAI looks up what it does not find in an item, and refuses what it has not made. */
function withoutForeignThoughts(input: ResponsesBody['input']): unknown {
  return typeof input === 'string' ? input : input.filter((item) => !isForeignThought(item));
}

function isForeignThought(item: Fields): boolean {
  if (!isObject(item) || item['type'] !== 'reasoning') return false;
  return isSealedHere(item['encrypted_content']) || isOurId(item['id']);
}

/** What rules and estimates read of a request that goes as it came. */
export function toParameters({
  model,
  instructions,
  input,
  temperature,
  top_p,
  max_output_tokens,
}: ResponsesBody): CompletionRequest {
  const messages = [
    { role: 'system', content: instructions ?? '' },
    { role: 'user', content: input },
  ];
  const limit = max_output_tokens ?? undefined;
  return {
    model,
    messages,
    temperature,
    top_p,
    max_completion_tokens: limit,
  } as unknown as CompletionRequest;
}

import { isObject, type Fields } from '../../../common/fields.js';
import { filterMembers, mapMembers } from '../../../common/written-numbers.js';
import type { CompletionRequest } from '../../../port/canonical.js';
import type { NativeRequest } from '../../../port/native-messages.js';
import { unpacked } from '../packed-seal.js';
import type { GenerateBody } from './generate-request.js';
import { Losses } from './losses.js';
import { toParameters } from './to-parameters.js';
import { asList, fieldsOf } from './wire-names.js';

/** Parameters that a rule of the target's family may take out, by their canonical names; those of a body may be in snake case. */
const RULED: Readonly<Record<string, readonly string[]>> = {
  temperature: ['temperature'],
  top_p: ['topP', 'top_p'],
  top_k: ['topK', 'top_k'],
  seed: ['seed'],
  presence_penalty: ['presencePenalty', 'presence_penalty'],
  frequency_penalty: ['frequencyPenalty', 'frequency_penalty'],
};

/** True for what is told of a request that goes as it came: other rules are about words that it does not have. */
export function isRuled(parameter: string | undefined): boolean {
  return parameter === undefined || Object.hasOwn(RULED, parameter);
}

/**
 * The caller's own request, for a provider that speaks this API: as it came, but for the model's name, what rules of the
 * target's family took out, and the thoughts of other providers' models.
 * @param asked its parameters before the rules.
 * @param adapted the same behind them.
 */
export function toNativeRequest(
  own: Fields,
  { asked, adapted }: { readonly asked: CompletionRequest; readonly adapted: CompletionRequest },
): NativeRequest {
  const { model } = adapted;
  const isOut = (name: string) => name in asked && !(name in adapted);
  const out = new Set(Object.entries(RULED).flatMap(([name, places]) => (isOut(name) ? places : [])));
  return { model, headers: {}, body: toBody(own, { model, out }) };
}

/** The same for `:countTokens`: the request may stand in a field of its own, which names the model again. */
export function toNativeCount(own: Fields, model: string): NativeRequest {
  const inner = (name: string, value: unknown) => {
    const isRequest = name === 'generateContentRequest' || name === 'generate_content_request';
    const fields = isRequest && isObject(value) ? value : null;
    return fields ? { ...toBody(fields, { model, out: NONE }), model: pathOf(model) } : value;
  };
  const body = toBody(own, { model, out: NONE });
  return { model, headers: {}, body: mapMembers(body, inner) };
}

/** The same for vectors: what is asked for several at once names the model with each. */
export function toNativeVectors(own: Fields, model: string): NativeRequest {
  const body = toBody(own, { model, out: NONE });
  const { requests } = body;
  const named = (one: unknown) => (isObject(one) ? { ...one, model: pathOf(model) } : one);
  return {
    model,
    headers: {},
    body: Array.isArray(requests) ? { ...body, requests: requests.map(named) } : body,
  };
}

const NONE: ReadonlySet<string> = new Set();

function toBody(own: Fields, changes: Changes): Fields {
  return mapMembers(own, (name, value) => toOwnValue(name, value, changes));
}

interface Changes {
  readonly model: string;
  /** Names in `generationConfig`. */
  readonly out: ReadonlySet<string>;
}

function toOwnValue(name: string, value: unknown, { model, out }: Changes): unknown {
  if (name === 'model') return pathOf(model);
  if (name === 'contents' && Array.isArray(value)) return value.map(withoutForeignThoughts);
  const isConfig = name === 'generationConfig' || name === 'generation_config';
  if (!isConfig || !isObject(value) || out.size === 0) return value;
  return filterMembers(value, (inner) => !out.has(inner));
}

/** A model as bodies of this API name it. */
export function pathOf(model: string): string {
  return model.startsWith('models/') ? model : `models/${model}`;
}

/** What was sealed here is no signature of Google's. */
function withoutForeignThoughts(turn: unknown): unknown {
  if (!isObject(turn) || !Array.isArray(turn['parts'])) return turn;
  const parts: unknown[] = turn['parts'];
  const own = parts.filter((part) => !isForeign(part));
  return own.length === parts.length ? turn : { ...turn, parts: own };
}

function isForeign(part: unknown): boolean {
  return isObject(part) && unpacked(part['thoughtSignature'] ?? part['thought_signature']) !== null;
}

/** What rules, limits and estimates read of a request that goes as it came; contents stand as their caller wrote them. */
export function toOutline(body: GenerateBody): CompletionRequest {
  const { model, contents, systemInstruction, tools } = body;
  // No rule holds for these here, and nothing is estimated by them.
  const { logprobs: _wish, top_logprobs: _count, ...parameters } = toParameters(body, new Losses());
  const instruction = asList(fieldsOf(systemInstruction)['parts']);
  const fields: Fields = {
    model,
    messages: [
      ...(instruction === undefined ? [] : [{ role: 'system', content: instruction }]),
      ...contents.map(({ role, parts }) => ({
        role: role === 'model' ? 'assistant' : 'user',
        content: parts.map(({ thoughtSignature: _none, ...part }) => part),
      })),
    ],
    ...parameters,
    ...(Array.isArray(tools) && tools.length > 0 && { tools }),
  };
  return fields as unknown as CompletionRequest;
}

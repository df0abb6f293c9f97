import { isObject } from '../../common/fields.js';
import type { PicoUsd } from '../../common/pico-usd.js';
import type { OperationName } from '../../completions/operations.js';
import type { PreparedTarget } from '../../completions/prepare-target.js';
import type { ModelRequest } from '../../port/canonical.js';
import { isTokenCount } from '../../port/token-count.js';
import { ONE } from '../../pricing/service-extras.js';
import { dividedUp, inPicoUsd } from '../../pricing/decimal.js';
import { costAtMost, dearestPrices } from '../../pricing/dearest-prices.js';
import { findTableModel } from '../../pricing/table-memory.js';
import { extrasAt, type UnknownExtra } from './extras-at.js';
import type { InputBound } from './input-bound.js';
import { modelsOf } from './models-of.js';
import { NO_EXTRAS, type PricedExtras } from './priced-extras.js';

/** What is known of how much a model writes, where nobody says. */
export interface OutputLimits {
  /** In tokens; `null` = not known. */
  maxOutputTokens(providerId: string, model: string): number | null;
}

/** The most that a request may come to at one of its targets. */
export interface WorstCase {
  readonly cost: PicoUsd;
  readonly outputTokens: number;
}

/** Why that is not known. */
export type UnknownBound = 'price' | 'output' | 'input' | UnknownExtra;

export interface BoundedCall {
  readonly input: InputBound;
  readonly extras: PricedExtras;
  readonly operation: OperationName;
  /** In milliseconds since the Unix epoch; prices have dates. */
  readonly atMs: number;
  readonly limits: OutputLimits;
}

/** Operations that take no tokens of a model. */
const TAKES_NOTHING: ReadonlySet<OperationName> = new Set(['count_tokens', 'stored_response']);

/** The request as this target would be asked: by the dearest of the models that may answer it there. */
export function worstCaseAt(
  { target: { provider }, request }: PreparedTarget,
  call: BoundedCall,
): WorstCase | UnknownBound {
  let worst: WorstCase | null = null;
  for (const model of modelsOf(request)) {
    const asked = model === request.model ? request : { ...request, model };
    const found = worstCaseOfModel(provider, asked, call);
    if (typeof found === 'string') return found;
    if (worst === null || found.cost > worst.cost) worst = found;
  }
  return worst!;
}

function worstCaseOfModel(
  provider: PreparedTarget['target']['provider'],
  request: ModelRequest,
  { input, extras, operation, atMs, limits }: BoundedCall,
): WorstCase | UnknownBound {
  const { definition, settings } = provider;
  if (definition.isSimulated || TAKES_NOTHING.has(operation)) return { cost: 0n, outputTokens: 0 };
  const { model } = request;
  const { id, priceProviderId = id } = definition;
  const known = priceProviderId === null ? null : findTableModel({ priceProviderId, model, atMs });
  const window = known?.contextWindow ?? null;
  if (input.isOpen && window === null) return 'input';
  // A provider refuses what its model cannot read.
  const inputTokens = Math.min(input.isOpen ? Infinity : input.tokens, window ?? Infinity);
  const { toolCalls } = extras;
  // What tools bring fills what a model can read, at most.
  const mostRead = toolCalls > 0 && window !== null ? window : inputTokens;
  const { hasAudio, hasImages } = input;
  const wantsAudio = wantsSound(request);
  const bounded = { definition, model, atMs, inputTokens: mostRead, hasAudio, hasImages, wantsAudio };
  const prices = dearestPrices(bounded, settings.prices);
  if (prices === null) return 'price';
  const most = definition.unaskedMaxTokens?.(request) ?? limits.maxOutputTokens(id, model) ?? window;
  const outputTokens = operation === 'embeddings' ? 0 : outputBoundOf(request, operation, most);
  if (outputTokens === null) return 'output';
  if (prices.input === 0n && prices.output === 0n) return { cost: 0n, outputTokens };
  // as most are
  if (extras === NO_EXTRAS) return { cost: costAtMost(prices, mostRead, outputTokens), outputTokens };
  const beside = extrasAt(extras, provider, { model, atMs });
  if (typeof beside === 'string') return beside;
  if (toolCalls > 0 && window === null) return 'tool';
  const read = BigInt(mostRead) * BigInt(toolCalls + 1);
  const tokens = read * prices.input + BigInt(outputTokens) * prices.output;
  const priced = beside.factor === ONE ? tokens : dividedUp(tokens * beside.factor, ONE);
  const amount = priced + beside.searches;
  return { cost: inPicoUsd(amount), outputTokens };
}

/** All answers together. A compaction takes no limit, whatever its body says. */
function outputBoundOf(
  request: ModelRequest,
  operation: OperationName,
  modelsMost: number | null,
): number | null {
  const asked = operation === 'compaction' ? null : askedOutputTokens(request);
  return asked ?? (modelsMost === null ? null : modelsMost * answersOf(request));
}

/**
 * How much all answers of a request may have, by its own words; `null` = it does not say. Of two words the larger one:
 * which of them a provider goes by is not known.
 */
export function askedOutputTokens(request: ModelRequest): number | null {
  const {
    max_completion_tokens: ofCompletion,
    max_tokens: ofAnswer,
    fallbacks,
  } = request as ModelRequest & {
    readonly max_completion_tokens?: unknown;
    readonly max_tokens?: unknown;
    readonly fallbacks?: unknown;
  };
  const most = Math.max(countOr(ofCompletion, -1), countOr(ofAnswer, -1));
  if (most < 0) return null;
  return Math.max(most, ...furtherLimits(fallbacks)) * answersOf(request);
}

/** Of models that may answer instead: Anthropic's have limits of their own. */
function furtherLimits(fallbacks: unknown): readonly number[] {
  if (!Array.isArray(fallbacks)) return [];
  return fallbacks.filter(isObject).map(({ max_tokens: limit }) => countOr(limit, 0));
}

function answersOf(request: ModelRequest): number {
  const {
    n,
    best_of: bestOf,
    prompt,
  } = request as ModelRequest & {
    readonly n?: unknown;
    readonly best_of?: unknown;
    readonly prompt?: unknown;
  };
  return Math.max(1, countOr(n, 1), countOr(bestOf, 1)) * promptsOf(prompt);
}

function countOr(value: unknown, otherwise: number): number {
  return isTokenCount(value) ? value : otherwise;
}

/** Each text of a list, or each list of tokens, is answered by itself. */
function promptsOf(prompt: unknown): number {
  return Array.isArray(prompt) && typeof prompt[0] !== 'number' ? Math.max(1, prompt.length) : 1;
}

function wantsSound(request: ModelRequest): boolean {
  const { modalities } = request as ModelRequest & { readonly modalities?: unknown };
  return Array.isArray(modalities) && modalities.includes('audio');
}

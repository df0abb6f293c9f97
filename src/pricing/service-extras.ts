import { isObject, type Fields } from '../common/fields.js';
import type { CompletionUsage } from '../port/canonical.js';
import type { OperatorPrices, ProviderDefinition } from '../port/provider-definition.js';
import { isCheaperTier, regionBilledApart, tierBilledApart } from '../port/service-tier.js';
import { isTokenCount } from '../port/token-count.js';
import { parseUsdPerMillion } from './decimal.js';

/** What an answer is billed for besides its tokens at their usual price. */
export interface ServedExtras {
  /** The service that it was given, where that may have a price of its own; `null` = the usual one. */
  readonly tier: string | null;
  /** Where it was made, if that may have a price of its own; `null` = anywhere. */
  readonly region: string | null;
  /** Searches of the web that the provider ran for it. */
  readonly webSearches: number;
}

/** A model whose services may have prices of their own. */
interface TieredModel {
  readonly definition: Pick<ProviderDefinition, 'tierFactor'>;
  /** As the provider names it. */
  readonly model: string;
  /** In milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** 1, in the unit of factors: trillionths. */
export const ONE = 1_000_000_000_000n;

const NOTHING: ServedExtras = Object.freeze({ tier: null, region: null, webSearches: 0 });

/**
 * What usage tells of it, in Anthropic's words, which adapters of other wires use as well: `service_tier`, `speed`,
 * `inference_geo`, `server_tool_use.web_search_requests`. `null` = what it is billed for is not known: the searches are no
 * count, or another model gave advice, whose price is its own. Never throws.
 */
export function servedExtras(usage: CompletionUsage): ServedExtras | null {
  const fields = usage as object as Fields;
  const { service_tier: tier, serviceTier = tier, speed, server_tool_use: tools } = fields;
  const { inference_geo: geo, iterations } = fields;
  if (Array.isArray(iterations) && iterations.some(isAdvice)) return null;
  const region = regionBilledApart(geo);
  const served = tierBilledApart(speed) ?? tierBilledApart(serviceTier);
  const searches = isObject(tools) ? (tools['web_search_requests'] ?? 0) : 0;
  if (served === null && region === null && searches === 0) return NOTHING;
  return isTokenCount(searches) ? { tier: served, region, webSearches: searches } : null;
}

/** Source: @anthropic-ai/sdk 1.14.0, `BetaAdvisorMessageIterationUsage`, read 2026-12-01. */
function isAdvice(iteration: unknown): boolean {
  return isObject(iteration) && iteration['type'] === 'advisor_message';
}

/**
 * How many times the usual price all tokens of a service cost, in trillionths (`ONE`): by the operator's word, else by
 * what is known of the provider. `null` = not known.
 */
export function tierFactor(
  { definition, model, atMs }: TieredModel,
  tier: string,
  operatorPrices: OperatorPrices | undefined,
): bigint | null {
  const own = operatorPrices?.get(model, atMs);
  const said = tier === 'flex' ? own?.flex_factor : tier === 'priority' ? own?.priority_factor : undefined;
  const known = said ?? definition.tierFactor?.(tier, model) ?? null;
  if (known !== null) return parseUsdPerMillion(known);
  return isCheaperTier(tier) ? ONE : null;
}

/** The same of a region; a provider that knows none has one price. */
export function regionFactor(
  definition: Pick<ProviderDefinition, 'regionFactor'>,
  region: string,
): bigint | null {
  if (!definition.regionFactor) return ONE;
  const known = definition.regionFactor(region);
  return known === null ? null : parseUsdPerMillion(known);
}

import { toPicoUsd, type PicoUsd } from '../../common/pico-usd.js';
import type { CompletionUsage } from '../../port/canonical.js';
import type { LlmProvider } from '../../port/llm-provider.js';
import { costPartsUsd, type CostParts, type CostPartsUsd } from '../../pricing/cost-parts.js';
import { formatUsd } from '../../pricing/decimal.js';
import { bothCosts, isPricedWithExtras, PRICE_TABLE_VERSION } from '../../pricing/price-source.js';
import type { AttemptRow, CallRow, FoundCall } from '../ledger/ledger-reader.js';

type PricedProvider = Pick<LlmProvider, 'definition' | 'settings'>;

/** By its id; `null` = it is not there any more. */
export type ProviderSource = (id: string) => PricedProvider | null;

/** What a call costs by the prices that are known now for its time. */
export interface CostAnew {
  readonly cost: PicoUsd;
  readonly isOperators: boolean;
  readonly priceVersion: string;
  readonly parts: CostPartsUsd | null;
}

/**
 * `null` = its cost stands: it is the provider's own word, its tokens are not known, or not by kinds (sound), it was billed
 * by more than they, or no price is known for them.
 */
export function costAnew({ call, attempts }: FoundCall, providerOf: ProviderSource): CostAnew | null {
  if (call.cost_source === 'provider' || call.is_replay === 1 || (call.audio_tokens ?? 0n) > 0n) return null;
  if (isPricedWithExtras(call.price_version)) return null;
  const parts = attempts.length > 0 ? attempts : [call];
  let cost = 0n;
  const costs: CostParts[] = [];
  let version: string | null = null;
  for (const part of parts) {
    if (part.input_tokens === null || part.output_tokens === null) {
      // Nothing was counted of it: it costs nothing, as before.
      if (part.cost === 0n && attempts.length > 0) continue;
      return null;
    }
    const provider = providerOf(part.provider);
    const priced = provider && costOfPart(provider, part, call);
    if (!priced) return null;
    cost += priced.cost;
    costs.push(priced.parts);
    version = priced.operatorVersion;
  }
  const isOperators = version !== null;
  return { cost, isOperators, priceVersion: version ?? PRICE_TABLE_VERSION, parts: costPartsUsd(costs) };
}

function costOfPart(provider: PricedProvider, part: CallRow | AttemptRow, call: CallRow) {
  const asked = part.model_sent ?? call.model_asked;
  const answered = part === call || part.outcome === 'ok' ? (call.model_answered ?? asked) : asked;
  const [short, long] = [0, Number(part.cache_write_tokens ?? 0n)].map((hour) =>
    bothCosts(provider, { answered, asked }, usageOf(part, hour), call.started_at),
  );
  // How much was written to a cache for an hour is not in the row: it has to be all the same.
  if (!short?.parts || short.parts.total !== long?.parts?.total) return null;
  const { parts, operatorVersion } = short;
  const cost = toPicoUsd(formatUsd(parts.total));
  return cost === null ? null : { cost, parts, operatorVersion };
}

function usageOf(row: CallRow | AttemptRow, hour: number): CompletionUsage {
  const [input, output] = [Number(row.input_tokens), Number(row.output_tokens)];
  const prompt_tokens_details = {
    cached_tokens: Number(row.cache_read_tokens ?? 0n),
    cache_write_tokens: Number(row.cache_write_tokens ?? 0n),
    cache_write_1h_tokens: hour,
  };
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details,
    completion_tokens_details: { reasoning_tokens: Number(row.reasoning_tokens ?? 0n) },
  };
}

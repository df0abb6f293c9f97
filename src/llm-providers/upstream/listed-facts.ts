import type { ListedModel } from '../../port/llm-provider.js';
import type { ModelCapabilities } from '../../port/model-capabilities.js';

/** What an entry of a list says of a model; what is neither true nor false is not told. */
export function capabilitiesOf(
  told: Readonly<Record<keyof ModelCapabilities, unknown>>,
): Pick<ListedModel, 'capabilities'> {
  const known = Object.entries(told).filter(([, value]) => typeof value === 'boolean');
  return known.length > 0 ? { capabilities: Object.fromEntries(known) } : {};
}

/** Years after the last that a date in seconds can mean; in milliseconds, it would be in the distant future. */
const LATEST_S = Date.UTC(2200, 0) / 1000;

/**
 * When a model came to be, in seconds since the Unix epoch, or as RFC 3339 has it; 0 and 1970 stand where that is not
 * known (platform.claude.com/docs, Models, read 2026-11-29).
 */
export function createdIn(value: unknown): Pick<ListedModel, 'createdS'> {
  const seconds = typeof value === 'string' ? Math.floor(Date.parse(value) / 1000) : value;
  const isTold = Number.isSafeInteger(seconds) && (seconds as number) > 0 && (seconds as number) < LATEST_S;
  return isTold ? { createdS: seconds as number } : {};
}

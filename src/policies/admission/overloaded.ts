import { GatewayError } from '../../common/errors.js';

/** The bound that was reached: one of the gateway's own, or that of a provider, by the name people call it. */
export type FullBound = 'calls' | 'bytes' | { readonly providerName: string };

/** Room is expected after this time: short, because answers end all the time. */
const RETRY_AFTER_MS = 1_000;

/** The refusal of a call for which there is no room; its message names the setting that decides. */
export function overloaded(what: FullBound): GatewayError {
  const { inFlight, setting } = describe(what);
  return new GatewayError(
    'gateway.overloaded',
    `The gateway has as ${inFlight} in flight as ${setting} allows. ` +
      `Send this request again in a second; if that keeps happening, ask the operator to raise ${setting} or to add instances.`,
    { retryAfterMs: RETRY_AFTER_MS },
  );
}

function describe(what: FullBound): { inFlight: string; setting: string } {
  if (what === 'calls') return { inFlight: 'many calls', setting: 'MAX_CALLS_IN_FLIGHT' };
  if (what === 'bytes') return { inFlight: 'many bytes of requests', setting: 'MAX_BYTES_IN_FLIGHT' };
  return { inFlight: `many calls to ${what.providerName}`, setting: 'MAX_CALLS_PER_PROVIDER' };
}

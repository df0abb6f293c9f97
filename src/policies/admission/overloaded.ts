import { GatewayError } from '../../common/errors.js';

/** Why the gateway as a whole has no room; `share` = none for more calls of this key. */
export type ShedReason = 'calls' | 'share' | 'bytes' | 'load';

/** The bound of a provider, by the name people call it. */
interface FullProvider {
  readonly providerName: string;
  /** The operator set it for this provider alone (`max_calls`), and not for all of them. */
  readonly isItsOwn: boolean;
  /** There is room, but none for more calls of this key. */
  readonly isShare: boolean;
}

/** The bound that was reached: one of the gateway's own, or that of a provider. */
export type FullBound = ShedReason | FullProvider;

/** Room is expected after this time: short, because answers end all the time. */
const RETRY_AFTER_MS = 1_000;

/**
 * The refusal of a call for which there is no room; its message names the setting that decides.
 * @param mayBeBilled a provider had begun to answer it.
 */
export function overloaded(what: FullBound, mayBeBilled = false): GatewayError {
  const { state, mend } = describe(what);
  return new GatewayError(
    'gateway.overloaded',
    `The gateway ${state}. Send this request again in a second; if that keeps happening, ask the operator to ${mend}.`,
    { retryAfterMs: RETRY_AFTER_MS, mayBeBilled },
  );
}

function describe(what: FullBound): { state: string; mend: string } {
  if (what === 'calls') return full('many calls', 'MAX_CALLS_IN_FLIGHT');
  if (what === 'share') return full('many calls of one key', 'MAX_CALLS_IN_FLIGHT');
  if (what === 'bytes') return full('many bytes of requests and answers', 'MAX_BYTES_IN_FLIGHT');
  if (what !== 'load') {
    const whose = what.isShare ? ' of one key' : '';
    return full(`many calls${whose} to ${what.providerName}`, settingOf(what));
  }
  return { state: 'is busier than MAX_EVENT_LOOP_DELAY_MS allows', mend: 'add instances' };
}

function settingOf({ providerName, isItsOwn }: FullProvider): string {
  return isItsOwn ? `max_calls of ${providerName}` : 'MAX_CALLS_PER_PROVIDER';
}

function full(inFlight: string, setting: string): { state: string; mend: string } {
  return {
    state: `has as ${inFlight} in flight as ${setting} allows`,
    mend: `raise ${setting} or to add instances`,
  };
}

import type { Clock } from '../../common/clock.js';
import { CallKeys } from '../../policies/key-pool/call-keys.js';
import { affinityOf } from '../call-affinity.js';
import type { CallAtGate, CallGate } from '../call-gate.js';
import type { CallObservers } from '../call-observers.js';
import type { CallPermit } from '../call-permit.js';
import type { CompletionCall, CompletionLimits } from '../completion-call.js';
import type { Operation } from '../operations.js';
import { preparedOf, prepareTarget, type PreparationView, type PreparedTarget } from '../prepare-target.js';
import type { ProviderHealth } from '../provider-health.js';
import type { ReadCall, TranscriptReaders } from '../transcripts/transcript-readers.js';
import { beginOrRelease, GatedRelay, type Relay } from './gated-relay.js';
import { relayTimesOf } from './relay-times.js';
import type { RelayContext, RelayedCallOptions } from './relayed-call.js';

/** What kind of call goes the quick way. */
export interface RelayWay {
  readonly isStream: boolean;
  readonly operation: Operation<unknown>;
}

/** How a call goes it. */
interface QuickWay<T> extends RelayWay {
  readonly begin: (options: RelayedCallOptions) => T;
  /** The usual way begins anew. */
  readonly goOn: () => void;
}

/** What the quick way shares with the usual one. */
export interface RelayTools {
  readonly clock: Clock;
  readonly limits: CompletionLimits;
  readonly health: ProviderHealth;
  readonly observers: CallObservers;
  readonly gate: CallGate;
  readonly readers: Pick<TranscriptReaders, 'begin' | 'want'>;
  readonly view: PreparationView;
}

/** Through the gate, on the quick way. `null` = the call is not like most, and nothing was done. */
export function beginRelay<T extends Relay>(
  call: CompletionCall,
  context: RelayContext,
  way: QuickWay<T>,
  tools: RelayTools,
): T | GatedRelay<T> | null {
  const [target, ...others] = call.targets;
  const { provider } = target;
  const { gate, readers, view } = tools;
  if (!provider.relay || provider.settings.forwardsContext) return null;
  // the frames of a stream are passed on, not read
  if (way.isStream && readers.want(call, context)) return null;
  try {
    const prepared = prepareTarget(target, call, view);
    if (!provider.relay.takes(prepared.request)) return null;
    const begin = (permit: CallPermit | null) => {
      const options = optionsOf(call, context, { prepared, permit, way, tools });
      return options && way.begin(options);
    };
    const all = others.length === 0 ? () => [prepared] : () => preparedOf(call, view);
    const permit = gate.enter(atGate(call, context, { way, all, tools }));
    if (permit instanceof Promise) return new GatedRelay(permit, { begin, goOn: way.goOn });
    return beginOrRelease(permit, begin);
  } catch {
    return null; // why, the usual way says
  }
}

interface Entering {
  readonly way: RelayWay;
  readonly tools: RelayTools;
}

function atGate(
  call: CompletionCall,
  context: RelayContext,
  { way, all, tools }: Entering & { readonly all: CallAtGate['prepared'] },
): CallAtGate {
  const { isStream, operation } = way;
  const atMs = tools.clock.nowMs();
  return { call, context, operation: operation.name, isStream, isFirstTry: true, atMs, prepared: all };
}

/** A call on the quick way that was let in. */
interface LetIn extends Entering {
  readonly prepared: PreparedTarget;
  /** `null` = nothing holds for it. */
  readonly permit: CallPermit | null;
}

/** With leave to ask; `null` = there is none, or no time is left. */
function optionsOf(
  call: CompletionCall,
  context: RelayContext,
  { prepared, permit, way, tools }: LetIn,
): RelayedCallOptions | null {
  const { provider } = prepared.target;
  const { relay } = provider;
  const { clock, health, limits, observers } = tools;
  const { model } = prepared.request;
  const times = relayTimesOf(call, { provider, model, leftMs: leftOf(context, clock) }, limits);
  if (!relay || times.totalMs <= 0) return null;
  try {
    const { bodyFor, callerId = null } = context;
    const affinity = affinityOf(call, context, way.operation, health);
    const keys = affinity && new CallKeys(health.poolOf(provider), model, affinity.keysOf(provider));
    const lease = health.lease(provider, model, { callerId, ...(keys && { keys }) });
    health.budgetOf(provider).countRequest();
    return {
      call,
      context,
      prepared,
      permit,
      bodyFor,
      relay,
      lease,
      affinity,
      clock,
      times,
      limits,
      health,
      observers,
      read: readOf(call, context, { way, tools }),
    };
  } catch {
    return null; // why, the usual way says
  }
}

/** What is read behind a call is not given up. */
const NEVER = new AbortController().signal;

/** Who reads what is said in a call with a whole answer; `null` = nobody. */
function readOf(
  call: CompletionCall,
  { origin, requestId }: RelayContext,
  { way, tools: { readers } }: Entering,
): ReadCall | null {
  const context = { requestId, signal: NEVER, ...(origin && { origin }) };
  return way.isStream || !readers.want(call, context) ? null : readers.begin(call, context, way.operation);
}

/** To the caller; `null` = it did not say. */
function leftOf({ callersEndMs = null }: RelayContext, clock: Clock): number | null {
  return callersEndMs === null ? null : callersEndMs - clock.monotonicMs();
}

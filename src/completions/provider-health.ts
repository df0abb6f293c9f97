import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { GatewayError, type ErrorCode } from '../common/errors.js';
import type { LlmProvider } from '../port/llm-provider.js';
import type { ApiKey } from '../port/provider-definition.js';
import { overloaded } from '../policies/admission/overloaded.js';
import { ProviderAdmission } from '../policies/admission/provider-admission.js';
import type { Ticket } from '../policies/admission/ticket.js';
import type { BreakerPermit } from '../policies/circuit-breaker/breaker-permit.js';
import { CircuitBreakers, type BreakerStatus } from '../policies/circuit-breaker/circuit-breakers.js';
import { SessionMemory } from '../policies/affinity/session-memory.js';
import type { CallKeys } from '../policies/key-pool/call-keys.js';
import { KeyPool } from '../policies/key-pool/key-pool.js';
import { RetryBudget } from '../policies/retry/retry-budget.js';
import { ModelMemory } from './model-memory.js';
import { RefusedAdditions } from './refused-additions.js';
import { UnexplainedRefusals } from './unexplained-refusals.js';
import { VainTries } from './vain-tries.js';
import { COMPLETION_LIMITS, type CompletionLimits } from './completion-call.js';

/** Leave to ask a model of a provider, with this key; its holder settles all of it once. */
export interface Lease {
  readonly permit: BreakerPermit;
  readonly ticket: Ticket;
  readonly apiKey: ApiKey | null;
}

/** To be called once for each lease, whatever came of it. */
export function giveBack({ permit, ticket }: Lease): void {
  ticket.leave();
  permit.released();
}

/** Who asks, and with which keys. */
interface Asking {
  /** Of a call; left out, all of the provider. */
  readonly keys?: KeySource;
  /** Left out or `null` = callers are not told apart. */
  readonly callerId?: string | null;
}

/** Gives the key to ask with; `null` = none now, or the provider has none. */
type KeySource = Pick<CallKeys, 'take'>;

const MAX_FAILING_MODELS = 50;

const COOLDOWN_WORDS: Readonly<Partial<Record<ErrorCode, string>>> = Object.freeze({
  'provider.rate_limited': 'they are limited; try again later',
  'provider.auth_failed': 'they were refused; check them',
  'provider.quota_exhausted': 'their quota is spent',
});

const nothing = () => undefined;
const UNCOUNTED: BreakerPermit = Object.freeze({
  began: nothing,
  succeeded: nothing,
  failed: nothing,
  released: nothing,
});

/** What the gateway remembers of providers from call to call: which models fail, which keys are in cooldown, how much is in flight. */
@Injectable()
export class ProviderHealth {
  private readonly breakers: CircuitBreakers | null;
  private readonly admission = new ProviderAdmission();
  private readonly budgets = new Map<string, RetryBudget>();
  private readonly pools = new Map<string, KeyPool>();
  readonly models = new ModelMemory();
  /** What models refuse of what the gateway adds to requests. */
  readonly refusedAdditions: RefusedAdditions;
  /** What came of refusals that say nothing. */
  readonly unexplainedRefusals: UnexplainedRefusals;
  /** Refusals by name that mended nothing. */
  readonly vainTries: VainTries;
  /** Where the last answers of conversations came from. */
  readonly sessions: SessionMemory;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(COMPLETION_LIMITS) private readonly limits: CompletionLimits,
  ) {
    this.refusedAdditions = new RefusedAdditions(clock);
    this.unexplainedRefusals = new UnexplainedRefusals(clock);
    this.vainTries = new VainTries(clock);
    this.sessions = new SessionMemory(clock);
    this.breakers = limits.breaker && new CircuitBreakers(clock, limits.breaker);
  }

  /**
   * @param model by its name at the provider.
   * @throws GatewayError `provider.unavailable`, `gateway.overloaded` or why the keys are in cooldown; the provider was not asked.
   */
  lease(provider: LlmProvider, model: string, { keys, callerId = null }: Asking = {}): Lease {
    const permit = this.enter(provider, model, callerId);
    const { id } = provider.definition;
    const maxCalls = this.maxCallsOf(provider);
    const ticket = this.admission.tryEnter(id, { maxCalls, callerId });
    try {
      if (!ticket) throw isFull(provider, this.admission.inFlight(id) < maxCalls);
      // Last: a key that is not used would lose its turn.
      return { permit, ticket, apiKey: this.takeKey(provider, model, keys) };
    } catch (refusal) {
      ticket?.leave();
      permit.released();
      throw refusal;
    }
  }

  /** The answer to the first request of a call has begun. */
  answerBegan(provider: LlmProvider, model: string, lease: Lease): void {
    lease.permit.began();
    if (lease.apiKey) this.poolOf(provider).answered(lease.apiKey, model);
  }

  /** The first request of a call was answered well: all that follows from that, and the lease is given back. */
  answeredAtOnce(provider: LlmProvider, model: string, lease: Lease, accepted: readonly string[]): void {
    const { id } = provider.definition;
    this.answerBegan(provider, model, lease);
    lease.permit.succeeded();
    this.unexplainedRefusals.answered(id, model, accepted);
    giveBack(lease);
  }

  /** Whether `lease` would be given now; half-open breakers count as closed. */
  canBeAsked(provider: LlmProvider, model: string, callerId: string | null = null): boolean {
    const { id } = provider.definition;
    const pool = this.poolOf(provider);
    const hasRoom = this.admission.hasRoom(id, { maxCalls: this.maxCallsOf(provider), callerId });
    const isOpen = this.isCircuitOpen(provider, model, callerId);
    return hasRoom && !isOpen && (pool.size === 0 || pool.available(model) > 0);
  }

  /** The model has failed this caller too often lately, and is not asked for a moment. */
  isCircuitOpen({ definition }: LlmProvider, model: string, callerId: string | null = null): boolean {
    return this.breakers?.of(definition.id, model, callerId).state === 'open';
  }

  budgetOf({ definition: { id } }: LlmProvider): RetryBudget {
    return this.remembered(this.budgets, id, () => new RetryBudget(this.clock));
  }

  poolOf({ definition: { id }, settings }: LlmProvider): KeyPool {
    return this.remembered(this.pools, id, () => new KeyPool(settings.apiKeys, this.clock));
  }

  /**
   * The key whose turn it is; `null` = the provider has none.
   * @throws GatewayError why its keys are in cooldown, if all of them are.
   */
  takeKey(provider: LlmProvider, model?: string, keys?: KeySource): ApiKey | null {
    const pool = this.poolOf(provider);
    const apiKey = keys ? keys.take() : pool.take(model);
    if (apiKey || pool.size === 0) return apiKey;
    const { displayName } = provider.definition;
    const code = pool.cooldownCode(model);
    const message = `${displayName} API error: all of its ${pool.size} keys are in cooldown (${COOLDOWN_WORDS[code]}).`;
    throw new GatewayError(code, message, { retryAfterMs: pool.cooldownMs(model) });
  }

  /** Of models that were asked for lately. */
  breakersOf(providerId?: string): BreakerStatus[] {
    return (this.breakers?.list() ?? []).filter(
      ({ provider }) => providerId === undefined || provider === providerId,
    );
  }

  /**
   * Models whose breaker is open or half-open for a caller, the one that was asked last first. At most 50: callers name models, and
   * could let any number of them fail.
   */
  failingModelsOf(providerId: string): BreakerStatus[] {
    const failing = this.breakersOf(providerId).filter(({ state }) => state !== 'closed');
    return failing.toReversed().slice(0, MAX_FAILING_MODELS);
  }

  /** Keys of a provider that are in cooldown, be it for one model. */
  keysInCooldown(providerId: string): number {
    return this.pools.get(providerId)?.inCooldown ?? 0;
  }

  callsInFlight(providerId: string): number {
    return this.admission.inFlight(providerId);
  }

  private maxCallsOf({ settings }: LlmProvider): number {
    return settings.maxCalls ?? this.limits.maxCallsPerProvider;
  }

  private enter(provider: LlmProvider, model: string, callerId: string | null = null): BreakerPermit {
    const entry = this.breakers?.of(provider.definition.id, model, callerId).tryEnter();
    if (entry?.ok === false) throw isFailing(provider, model, entry.retryAfterMs);
    return entry?.permit ?? UNCOUNTED;
  }

  private remembered<T>(known: Map<string, T>, id: string, create: () => T): T {
    const found = known.get(id);
    if (found !== undefined) return found;
    const created = create();
    known.set(id, created);
    return created;
  }
}

function isFull({ definition, settings }: LlmProvider, isShare: boolean): GatewayError {
  const isItsOwn = settings.maxCalls !== undefined;
  return overloaded({ providerName: definition.displayName, isItsOwn, isShare });
}

function isFailing({ definition }: LlmProvider, model: string, retryAfterMs: number): GatewayError {
  const message = `${definition.displayName} API error: ${model} failed too often lately and is not asked for a moment; try again later.`;
  return new GatewayError('provider.unavailable', message, { retryAfterMs });
}

import type { BreakerStatus } from '../../policies/circuit-breaker/circuit-breakers.js';
import type { KeyPool } from '../../policies/key-pool/key-pool.js';
import type { LlmProvider } from '../../port/llm-provider.js';
import { hasKey } from '../../port/configured-provider.js';
import type { RouteDestination } from '../../routing/route-destination.js';

/** Whether a model of a provider would be asked just now, the worst first. */
export const TARGET_STATUSES = ['no_key', 'failing', 'out_of_keys', 'short_of_keys', 'ready'] as const;
/** The same of a provider, or of a route. */
export const STATUSES = ['no_key', 'failing', 'partly_failing', 'short_of_keys', 'ready'] as const;

export type TargetStatus = (typeof TARGET_STATUSES)[number];
export type Status = (typeof STATUSES)[number];

/** A target of a route, as it stands. */
export interface TargetState {
  /** provider/model */
  readonly target: string;
  readonly status: TargetStatus;
  /** Keys that the provider has. */
  readonly keys: number;
  /** Of these, in cooldown for this model. */
  readonly keys_in_cooldown: number;
}

/** What is asked of the memory of providers. */
export interface Health {
  breakersOf(providerId: string): readonly Pick<BreakerStatus, 'model' | 'state'>[];
  keysInCooldown(providerId: string): number;
  poolOf(provider: LlmProvider): Pick<KeyPool, 'size' | 'available'>;
}

/** Each of the targets of a route, in its order. */
export function targetStates(health: Health, { targets }: Pick<RouteDestination, 'targets'>): TargetState[] {
  return targets.map(({ provider, model }) => {
    const pool = health.poolOf(provider);
    return {
      target: `${provider.definition.id}/${model}`,
      status: statusOfTarget(health, provider, model),
      keys: pool.size,
      keys_in_cooldown: pool.size - pool.available(model),
    };
  });
}

/** A route can be asked while one of its targets can. */
export function statusOfRoute(states: readonly TargetState[]): Status {
  if (states.every(({ status }) => status === 'no_key')) return 'no_key';
  const failing = states.filter(({ status }) => CANNOT_BE_ASKED.has(status)).length;
  if (failing > 0) return failing === states.length ? 'failing' : 'partly_failing';
  return states.some(({ status }) => status === 'short_of_keys') ? 'short_of_keys' : 'ready';
}

/** Of a provider, some of whose models may fail while others answer. */
export function statusOfProvider(health: Health, provider: LlmProvider): Status {
  if (!hasKey(provider)) return 'no_key';
  const { id } = provider.definition;
  if (failingModels(health, id).length > 0) return 'failing';
  return health.keysInCooldown(id) > 0 ? 'short_of_keys' : 'ready';
}

const CANNOT_BE_ASKED: ReadonlySet<TargetStatus> = new Set(['no_key', 'failing', 'out_of_keys']);

function statusOfTarget(health: Health, provider: LlmProvider, model: string): TargetStatus {
  if (!hasKey(provider)) return 'no_key';
  if (failingModels(health, provider.definition.id).includes(model)) return 'failing';
  const pool = health.poolOf(provider);
  const free = pool.available(model);
  if (free === pool.size) return 'ready';
  return free === 0 ? 'out_of_keys' : 'short_of_keys';
}

/** Their circuits are open, or let one call through now and then. */
function failingModels(health: Health, providerId: string): readonly string[] {
  return health.breakersOf(providerId).flatMap(({ model, state }) => (state === 'closed' ? [] : [model]));
}

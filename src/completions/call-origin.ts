import type { GatewayError } from '../common/errors.js';
import type { Caller } from '../common/http/caller.js';
import type { RequestTrace } from '../common/http/request-trace.js';

/** The APIs that are served. */
export const SURFACE_NAMES = ['agents', 'openai', 'anthropic', 'gemini'] as const;
export type SurfaceName = (typeof SURFACE_NAMES)[number];

/** A model that a call may reach, by the name that its provider gets. */
export interface WantedTarget {
  readonly providerId: string;
  readonly model: string;
}

/** What a call asks leave for. */
export interface WantedModels {
  readonly routeId: string | null;
  readonly targets: readonly WantedTarget[];
  /** What its request names besides. */
  readonly further: readonly WantedTarget[];
}

/** What a request says of itself beside what it asks; read when it is asked for. */
export interface CallOrigin {
  readonly surface: SurfaceName;
  /** Who makes it; `null` = it came without a key. */
  readonly caller: Caller | null;
  /** The program that asks, as it names itself; `null` = it does not. */
  readonly client: string | null;
  /** The conversation that it belongs to; `null` = it names none. */
  readonly session: string | null;
  /** The gateway's own span for it; `null` = it continues no trace, and none is recorded. */
  readonly trace: RequestTrace | null;
  /** Names and values, as they were sent: `project=apollo,env=ci`; `null` = none were. */
  readonly tags: string | null;
  /** The most that it may cost in US dollars, as it was sent; `null` = it does not say. */
  readonly maxCostUsd: string | null;
  /** The field by which its API bounds what a model may write. */
  readonly outputLimitField: string;
  /** Its body as it came, parsed; `null` = not at hand: what is asked is all there is. */
  readonly body: object | null;
  /** Where it is written down what it was let in for, one after the other; left out = nobody needs it. */
  readonly wishes?: WantedModels[] | undefined;
  /** The HTTP status by which its API tells it of a failure; left out = the one in the table of errors. */
  readonly statusOf?: ((error: GatewayError) => number) | undefined;
}

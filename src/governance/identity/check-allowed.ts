import { GatewayError } from '../../common/errors.js';
import type { Caller } from '../../common/http/caller.js';
import type { CallAtGate } from '../../completions/call-gate.js';
import type { WantedModels, WantedTarget } from '../../completions/call-origin.js';
import { modelsOf } from '../bounds/models-of.js';
import type { Allowance } from './allowance.js';
import type { ReplaySource } from '../ledger/replayed-call.js';
import { isBound } from './key-caller.js';

/** What everybody may ask for: who brings no key, since none is needed, is bound by it as well. */
export interface Everybody {
  /** The same list until something changes. */
  readonly allowancesForAll: readonly Allowance[];
}

/**
 * Whether a call may be made with the key that it comes with.
 * @throws GatewayError `auth.not_allowed`, naming what was asked for.
 */
export function checkAllowed(
  { call, context: { origin }, prepared }: CallAtGate,
  everybody: Everybody,
): void {
  const allowances = allowancesOf(origin?.caller ?? null, everybody);
  const wishes = origin?.wishes;
  if (allowances.length === 0 && wishes === undefined) return;
  const asked = prepared();
  const wish: WantedModels = {
    routeId: call.routeId,
    targets: asked.length > 0 ? asked.map(toSent) : call.targets.map(toWanted),
    further: asked.flatMap(toFurther),
  };
  requirePermitted(wish, allowances);
  wishes?.push(wish);
}

/**
 * The same of an answer that is given again: what the caller may not ask for by now, it does not get from before either.
 * @throws GatewayError `auth.not_allowed`
 */
export function checkReplayAllowed(
  caller: Caller | null,
  { modelSent, provider, route, wishes }: Pick<ReplaySource, 'modelSent' | 'provider' | 'route' | 'wishes'>,
  everybody: Everybody,
): void {
  const answered = { providerId: provider, model: modelSent ?? '' };
  const known = wishes?.length ? wishes : [{ routeId: route, targets: [answered], further: [] }];
  const allowances = allowancesOf(caller, everybody);
  for (const wish of known) requirePermitted(wish, allowances);
}

/** A route stands for its own targets, and not for what a request names besides. */
function requirePermitted(
  { routeId, targets, further }: WantedModels,
  allowances: readonly Allowance[],
): void {
  for (const allowance of allowances) {
    const isPermitted = routeId !== null && allowance.permitsRoute(routeId);
    const wanted = isPermitted ? further : [...targets, ...further];
    const refused = wanted.find((target) => !allowance.permitsTarget(target));
    if (refused) throw notAllowed(routeId, refused);
  }
}

/** All of these have to permit; none = everything is permitted. */
export function allowancesOf(caller: Caller | null, { allowancesForAll }: Everybody): readonly Allowance[] {
  if (caller === null) return allowancesForAll;
  return isBound(caller) ? caller.allowances : NONE;
}

const NONE: readonly Allowance[] = Object.freeze([]);

type Target = Pick<CallAtGate['call']['targets'][number], 'provider' | 'model'>;

type Prepared = ReturnType<CallAtGate['prepared']>[number];

/** By the name that the provider gets. */
function toSent({ target, request }: Prepared): WantedTarget {
  return toWanted({ provider: target.provider, model: request.model });
}

/** What the provider is told to take instead. */
function toFurther({ target, request }: Prepared): WantedTarget[] {
  const [, ...further] = modelsOf(request);
  return further.map((model) => toWanted({ provider: target.provider, model }));
}

function toWanted({ provider, model }: Target): WantedTarget {
  return { providerId: provider.definition.id, model };
}

function notAllowed(routeId: string | null, { providerId, model }: WantedTarget): GatewayError {
  const asked = routeId === null ? `the model ${providerId}/${model}` : `the route ${routeId}`;
  return new GatewayError('auth.not_allowed', `This key may not use ${asked}.`, {
    param: 'model',
  });
}

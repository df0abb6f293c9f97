import { GatewayError } from '../common/errors.js';
import { ManualClock } from '../common/testing/manual-clock.js';
import type { LlmProvider } from '../port/llm-provider.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider } from '../port/testing/fake-llm-provider.js';
import type { ProviderDefinition } from '../port/provider-definition.js';
import { createDestinations } from './create-destinations.js';
import { DestinationRegistry } from './destination.registry.js';
import type { ModelListService } from './model-lists/model-list.service.js';
import { ModelRouter } from './model-router.js';

const CALLER = { requestId: 'r-1' };

interface Served {
  readonly id: string;
  readonly own?: RegExp;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly hasKey?: boolean;
  readonly listed?: readonly string[];
  /** Its list cannot be read. */
  readonly isSilent?: boolean;
}

function routerOf(...served: readonly Served[]) {
  const providers = served.map(({ id, own, aliases = {}, hasKey = true }) => {
    const definition: ProviderDefinition = {
      ...ACME,
      id,
      modelAliases: aliases,
      ...(own && { ownModels: own }),
    };
    return new FakeLlmProvider(definition, { ...ACME_SETTINGS, ...(!hasKey && { apiKeys: [] }) });
  });
  const route = {
    id: 'fast',
    strategy: 'ordered' as const,
    targets: [{ providerId: served[0]?.id ?? '', model: 'quick', weight: 1 }],
  };
  const operator = { providers: [], routes: [route as never] };
  const registry = new DestinationRegistry(createDestinations(providers, { operator, random: () => 0 }));
  const asked: string[] = [];
  const lists = {
    listOf: ({ definition: { id } }: LlmProvider) => {
      asked.push(id);
      const { listed = [], isSilent = false } = served.find((one) => one.id === id) ?? {};
      const error = isSilent ? new GatewayError('provider.unavailable', 'It is failing.') : null;
      return Promise.resolve({ models: listed.map((model) => ({ id: model })), error });
    },
  } as unknown as ModelListService;
  const router = new ModelRouter(registry, lists, new ManualClock());
  return { router, asked };
}

const A: Served = { id: 'alpha', own: /^a-/, aliases: { best: 'a-9' }, listed: ['a-1', 'shared', 'org/own'] };
const B: Served = { id: 'beta', aliases: { cheap: 'b-1' }, listed: ['b-1', 'shared', 'lonely'] };
const C: Served = { id: 'gamma', own: /^g-/, hasKey: false, listed: ['hidden'] };

describe('ModelRouter', () => {
  it.each([
    ['a route', 'fast', 'alpha', 'quick', 'fast'],
    ['a provider and its model', 'beta/any/thing', 'beta', 'any/thing', null],
    ['an alias', 'cheap', 'beta', 'cheap', null],
    ['a name of a family that a provider declares its own', 'a-new', 'alpha', 'a-new', null],
    ['a name that only one list has', 'lonely', 'beta', 'lonely', null],
    ['a name with a slash that only one list has', 'org/own', 'alpha', 'org/own', null],
  ])('finds %s', async (_, model, providerId, targetModel, routeId) => {
    const plan = await routerOf(A, B, C).router.plan(model, CALLER);
    expect(plan.model).toBe(model);
    expect(plan.routeId).toBe(routeId);
    expect(plan.targets[0].provider.definition.id).toBe(providerId);
    expect(plan.targets[0].model).toBe(targetModel);
  });

  it.each(['fast', 'beta/any/thing', 'cheap', 'a-new'])(
    'finds %s at once, as it does otherwise',
    async (model) => {
      const { router, asked } = routerOf(A, B, C);
      const plan = await router.plan(model, CALLER);
      // The second time from memory.
      expect([router.planAtOnce(model), router.planAtOnce(model)]).toEqual([plan, plan]);
      expect(asked).toEqual([]);
    },
  );

  it.each(['lonely', 'org/own', 'shared', 'none', 'g-1', 'gamma/any', 'alpha/', '/any'])(
    'finds %s, or refuses it, not at once',
    (model) => {
      expect(routerOf(A, B, C).router.planAtOnce(model)).toBeNull();
    },
  );

  it('leaves it to `plan` to name the providers that have an alias in common', () => {
    const also: Served = { id: 'delta', aliases: { cheap: 'd-1' } };
    expect(routerOf(A, B, also).router.planAtOnce('cheap')).toBeNull();
  });

  it('refuses a name that several lists have, naming the candidates', async () => {
    await expect(routerOf(A, B, C).router.plan('shared', CALLER)).rejects.toMatchObject({
      code: 'request.invalid',
      param: 'model',
      message: expect.stringContaining('alpha/shared, beta/shared') as string,
    });
  });

  it.each(['none', 'hidden', 'delta/any', 'alpha/', '/any'])('does not know %s', async (model) => {
    await expect(routerOf(A, B, C).router.plan(model, CALLER)).rejects.toMatchObject({
      code: 'model.not_found',
    });
  });

  it('says whose list could not be read where it does not know a model: it may stand there', async () => {
    const silent: Served = { id: 'delta', isSilent: true };
    const { router } = routerOf(A, B, C, silent);
    const message = expect.stringContaining('The list of delta could not be read') as string;
    await expect(router.plan('none', CALLER)).rejects.toMatchObject({ code: 'model.not_found', message });
    await expect(router.plan('lonely', CALLER)).resolves.toMatchObject({ model: 'lonely' });
    const known = expect.not.stringContaining('could not be read') as string;
    await expect(routerOf(A, B, C).router.plan('none', CALLER)).rejects.toMatchObject({ message: known });
  });

  it.each(['g-1', 'gamma/any'])('names the key that is missing for %s', async (model) => {
    await expect(routerOf(A, B, C).router.plan(model, CALLER)).rejects.toMatchObject({
      code: 'provider.key_missing',
    });
  });

  it('reads no list for a name that is clear without one, and the lists once for one that is not', async () => {
    const { router, asked } = routerOf(A, B, C);
    await router.plan('a-1', CALLER);
    await router.plan('best', CALLER);
    expect(asked).toEqual([]);
    await router.plan('lonely', CALLER);
    await router.plan('lonely', CALLER);
    expect(asked).toEqual(['alpha', 'beta']);
  });
});

import { ACME, FakeLlmProvider } from '../port/testing/fake-llm-provider.js';
import { createDestinations } from './create-destinations.js';
import { DestinationRegistry } from './destination.registry.js';

const ROUTE = { id: 'steady', strategy: 'ordered', targets: [{ providerId: 'acne', weight: 1 }] } as const;

describe('DestinationRegistry', () => {
  const providers = [
    new FakeLlmProvider({ ...ACME, id: 'acme', olderIds: ['acne'] }),
    new FakeLlmProvider({ ...ACME, id: 'zenith' }),
  ];
  const operator = { providers: [], routes: [ROUTE] };
  const registry = new DestinationRegistry(createDestinations(providers, { operator, random: () => 0.5 }));

  it.each([
    ['zenith', 'zenith'],
    ['acne', 'acme'],
    ['steady', 'steady'],
  ])('finds by "%s" the destination %s', (id, found) => {
    expect(registry.get(id).definition.id).toBe(found);
  });

  it('lists providers in the order of the catalogue, and routes after them', () => {
    expect(registry.all.map(({ definition }) => definition.id)).toEqual(['acme', 'zenith', 'steady']);
    expect(registry.all).toEqual([...registry.providers, ...registry.routes]);
  });

  it('has a route over the provider that its target names, by an older spelling as well', () => {
    expect(registry.routes.flatMap(({ targets }) => targets)).toEqual([
      { provider: providers[0], model: 'small', weight: 1 },
    ]);
  });

  it('is not made where a route names no provider', () => {
    const lost = { ...ROUTE, targets: [{ providerId: 'nowhere', weight: 1 }] };
    expect(() =>
      createDestinations(providers, { operator: { providers: [], routes: [lost] }, random: () => 0.5 }),
    ).toThrow(
      expect.objectContaining({
        code: 'provider.unknown',
        message: 'The route "steady" names "nowhere", which is no provider.',
      }) as Error,
    );
  });

  it.each(['unheard-of', 'ACME', '', 'constructor', '__proto__', 'a\r\nb'])(
    'refuses "%s", naming the providers that there are and not the one that was asked for',
    (id) => {
      expect(() => registry.get(id)).toThrow(
        expect.objectContaining({
          code: 'provider.unknown',
          httpStatus: 404,
          message: 'There is no such provider. Providers are: acme, zenith, steady.',
        }) as Error,
      );
    },
  );
});

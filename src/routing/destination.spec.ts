import type { OperatorRoute } from '../config/operator-config.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider } from '../port/testing/fake-llm-provider.js';
import { ProviderDestination } from './provider-destination.js';
import { RouteDestination } from './route-destination.js';

const KEYLESS = { ...ACME_SETTINGS, apiKeys: [] };

describe('ProviderDestination', () => {
  const provider = new FakeLlmProvider();
  const destination = new ProviderDestination(provider);

  it.each([
    ['the model that the caller named', 'acme-9', 'acme-9', undefined],
    ['its default model where the caller named none', null, 'small', 'default'],
  ])('plans to ask its provider for %s, and tells which it is', (_, named, model, choice) => {
    expect(destination.plan(named)).toEqual({ model, targets: [{ provider, model }], routeId: null, choice });
  });

  it('plans nothing without a key, and says which is missing', () => {
    const keyless = new ProviderDestination(new FakeLlmProvider(ACME, KEYLESS));
    expect(keyless.isConfigured).toBe(false);
    expect(() => keyless.plan('acme-9')).toThrow('ACME_API_KEY missing in environment.');
  });
});

describe('RouteDestination', () => {
  const one = { provider: new FakeLlmProvider(), model: 'one', weight: 1 };
  const other = { provider: new FakeLlmProvider(ACME, KEYLESS), model: 'other', weight: 9 };
  const routeOf = (strategy: OperatorRoute['strategy'], draw = 0.5, targets = [one, other]) =>
    new RouteDestination({ id: 'steady', strategy, targets: [] }, targets, () => draw);

  it.each([null, 'steady'])('plans its targets in their order where the model is %s', (named) => {
    expect(routeOf('ordered').plan(named)).toEqual({
      model: 'steady',
      targets: [one, other],
      routeId: 'steady',
      choice: 'route_first',
    });
  });

  it.each([
    [0.05, ['one', 'other']],
    [0.5, ['other', 'one']],
  ])('plans them by weight where %d is drawn', (draw, models) => {
    const { targets, choice } = routeOf('weighted', draw).plan(null);
    expect([targets.map(({ model }) => model), choice]).toEqual([models, 'route_weight']);
  });

  it('refuses a model of the caller’s', () => {
    expect(() => routeOf('ordered').plan('acme-9')).toThrow(
      expect.objectContaining({ code: 'request.invalid', param: 'model' }) as Error,
    );
  });

  it.each([
    ['one of its targets has a key', [one, other], true],
    ['none of its targets has a key', [other], false],
  ])('is configured, where %s: %s', (_, targets, expected) => {
    expect(routeOf('ordered', 0.5, targets).isConfigured).toBe(expected);
  });
});

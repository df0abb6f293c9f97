import { MetricLabels } from './metric-labels.js';
import { someDestinations } from '../../routing/testing/some-destinations.js';

const ACME_NAMES = ['small', 'acme-1', 'acme-0', 'acme-2'];
const ZENITH_NAMES = ['z-1', 'best', 'z-2', 'z-3'];

describe('the labels of a model', () => {
  const labels = new MetricLabels(someDestinations());
  const modelAt = (provider: string, model: string) => labels.of(provider, model).model.gen_ai_request_model;

  it.each([
    ...ACME_NAMES.map((name) => ['acme', name] as const),
    ...ZENITH_NAMES.map((name) => ['zenith', name] as const),
  ])('are its name where the operator configured it: %s, %s', (provider, model) => {
    expect(modelAt(provider, model)).toBe(model);
  });

  it('know the model that a route asks a provider for, and no route for a model', () => {
    expect(modelAt('acme', 'acme-9')).toBe('acme-9');
    expect(modelAt('zenith', 'acme-9')).toBe('other');
    expect([modelAt('acme', 'steady'), modelAt('zenith', 'steady')]).toEqual(['other', 'other']);
  });

  it.each(['gpt-4o', 'SMALL', '', 'constructor', '__proto__', 'a"b\nc'])(
    'are "other" for what only a caller named: %j',
    (model) => {
      expect(labels.of('acme', model)).toEqual({
        provider: { gen_ai_provider_name: 'acme' },
        answered: { gen_ai_provider_name: 'acme', outcome: 'answered' },
        model: { gen_ai_provider_name: 'acme', gen_ai_request_model: 'other' },
        inference: {
          gen_ai_operation_name: 'chat',
          gen_ai_provider_name: 'acme',
          gen_ai_request_model: 'other',
        },
      });
    },
  );

  it('are made once', () => {
    expect(labels.of('acme', 'small')).toBe(labels.of('acme', 'small'));
    expect(labels.of('acme', 'canary-1')).toBe(labels.of('acme', 'canary-2'));
  });

  it('call a provider as OpenTelemetry does', () => {
    expect(labels.of('zenith', 'z-1').provider).toEqual({ gen_ai_provider_name: 'sky.zenith' });
    expect(['acme', 'zenith', 'steady', 'canary', null].map((id) => labels.providerName(id))).toEqual([
      'acme',
      'sky.zenith',
      '',
      '',
      '',
    ]);
  });

  it('are "other" at a provider that is not configured', () => {
    expect(labels.of('canary', 'small').model).toEqual({
      gen_ai_provider_name: 'other',
      gen_ai_request_model: 'other',
    });
  });

  it.each([
    [null, ''],
    ['steady', 'steady'],
    ['canary', 'other'],
  ])('of a call have the route that it came by, where one is configured: %j', (routeId, route) => {
    const target = { gen_ai_provider_name: 'acme', gen_ai_request_model: 'acme-9', tollgate_route: route };
    const inference = { gen_ai_operation_name: 'chat', ...target };
    expect(labels.ofCall({ providerId: 'acme', targetModel: 'acme-9', routeId })).toEqual({
      provider: { gen_ai_provider_name: 'acme', tollgate_route: route },
      model: target,
      inference,
      answered: { ...inference, error_type: '' },
    });
  });

  it('name routes, and nothing else, as routes', () => {
    const named = ['steady', 'acme', 'canary', null].map((id) => labels.routeName(id));
    expect(named).toEqual(['steady', '', '', '']);
  });
});

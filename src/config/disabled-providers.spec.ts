import { disabledProviderComplaints, isDisabled } from './disabled-providers.js';

const PROVIDERS = [{ id: 'acme' }, { id: 'zenith', olderIds: ['zenit'] }];
const route = (providerId: string) => ({
  id: 'fast',
  strategy: 'ordered' as const,
  targets: [{ providerId, weight: 1 }],
});

describe('DISABLED_PROVIDERS', () => {
  it('disables a provider by its id and by an older one', () => {
    expect(isDisabled(PROVIDERS[1]!, ['zenith'])).toBe(true);
    expect(isDisabled(PROVIDERS[1]!, ['zenit'])).toBe(true);
    expect(isDisabled(PROVIDERS[1]!, ['acme'])).toBe(false);
  });

  it('has nothing wrong where providers are left, and no route names what is disabled', () => {
    expect(disabledProviderComplaints([], PROVIDERS, [route('zenith')])).toEqual([]);
    expect(disabledProviderComplaints(['zenit'], PROVIDERS, [route('acme')])).toEqual([]);
  });

  it('is wrong with an id of no provider', () => {
    expect(disabledProviderComplaints(['acme', 'sandbix'], PROVIDERS, [])).toEqual([
      'DISABLED_PROVIDERS: accepted are ids of providers (acme, zenith); given was "sandbix"',
    ]);
  });

  it('is wrong where no provider is left', () => {
    expect(disabledProviderComplaints(['acme', 'zenith'], PROVIDERS, [])).toEqual([
      'DISABLED_PROVIDERS: at least one provider must be left',
    ]);
  });

  it.each(['zenith', 'zenit'])('is wrong where a route names %s, which is disabled', (named) => {
    expect(disabledProviderComplaints(['zenith'], PROVIDERS, [route(named)])).toEqual([
      'DISABLED_PROVIDERS: the route "fast" names "zenith", which is disabled; change one',
    ]);
  });
});

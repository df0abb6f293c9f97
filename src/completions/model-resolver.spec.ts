import { gemini } from '../llm-providers/gemini/gemini.definition.js';
import { openai } from '../llm-providers/openai/openai.definition.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider } from '../port/testing/fake-llm-provider.js';
import type { ProviderDefinition } from '../port/provider-definition.js';
import { followAliases, lifecycleOf, replacementsText, resolveModel } from './model-resolver.js';
import type { ReportedEnds } from './reported-ends.js';

type Aliases = Readonly<Record<string, string>>;

/** acme-0 is switched off on this day. */
const SHUTDOWN_MS = Date.parse('2027-01-14T00:00:00Z');
const DAY_MS = 86_400_000;
const BEFORE_MS = SHUTDOWN_MS - DAY_MS;
const AFTER_MS = SHUTDOWN_MS + DAY_MS;

const acme = (operatorAliases: Aliases = {}, changes: Partial<ProviderDefinition> = {}) =>
  new FakeLlmProvider(
    { ...ACME, ...changes },
    { ...ACME_SETTINGS, modelAliases: new Map(Object.entries(operatorAliases)) },
  );

const resolve = (model: string, nowMs: number, operatorAliases: Aliases = {}) =>
  resolveModel(acme(operatorAliases), model, { nowMs });

describe('followAliases', () => {
  it.each<[string, string, Aliases, string]>([
    ['leaves a name alone that is no alias', 'acme-9', {}, 'acme-9'],
    ['follows an alias that ships', 'small', {}, 'acme-1'],
    ['follows an alias of the operator', 'mine', { mine: 'acme-7' }, 'acme-7'],
    ['follows the operator’s alias to one that ships', 'mine', { mine: 'small' }, 'acme-1'],
    ['puts the operator’s alias before the one that ships', 'small', { small: 'acme-2' }, 'acme-2'],
    [
      'follows the operator’s alias of what a shipped one stands for',
      'small',
      { 'acme-1': 'acme-5' },
      'acme-5',
    ],
    ['sends a name as it is when the operator made it its own alias', 'small', { small: 'small' }, 'small'],
    ['follows a chain to its end', 'a', { a: 'b', b: 'c', c: 'd' }, 'd'],
    ['knows no alias that only every object has', 'constructor', {}, 'constructor'],
  ])('%s', (_, model, operatorAliases, expected) => {
    expect(
      followAliases(model, new Map(Object.entries(operatorAliases)), ACME.modelAliases).providerModel,
    ).toBe(expected);
  });

  it.each<[string, Aliases]>([
    ['of two', { a: 'b', b: 'a' }],
    ['of three', { a: 'b', b: 'c', c: 'a' }],
    ['through one that ships', { 'acme-1': 'small', a: 'small' }],
  ])('comes to an end in a loop %s', (_, operatorAliases) => {
    expect(() =>
      followAliases('a', new Map(Object.entries(operatorAliases)), ACME.modelAliases),
    ).not.toThrow();
  });
});

describe('a model without an announced end', () => {
  it('is asked for without a warning', () => {
    expect(resolve('small', AFTER_MS)).toEqual({ providerModel: 'acme-1', warnings: [], sunset: null });
  });

  it('is asked for without a warning when its end has no date', () => {
    const modelLifecycle = ACME.modelLifecycle.map((entry) => ({ ...entry, shutdownDate: null }));
    const resolved = resolveModel(acme({}, { modelLifecycle }), 'acme-0', { nowMs: AFTER_MS });
    expect(resolved).toEqual({ providerModel: 'acme-0', warnings: [], sunset: null });
  });
});

describe('a model with a shutdown date', () => {
  it.each([
    ['long before the day', BEFORE_MS - 100 * DAY_MS],
    ['as the day begins', SHUTDOWN_MS],
    ['in the last millisecond of the day', AFTER_MS - 1],
  ])('is asked for, with a warning, %s', (_, nowMs) => {
    expect(resolve('acme-0', nowMs)).toEqual({
      providerModel: 'acme-0',
      warnings: [
        {
          model: 'acme-0',
          action: 'deprecated',
          reason: 'Acme switches off acme-0 on 2027-01-14; ask for acme-1 or acme-2 instead.',
        },
      ],
      sunset: { announcedBy: '2026-11-23', shutdownDate: '2027-01-14' },
    });
  });

  it('is refused once the day is over, with the replacement named', () => {
    expect(() => resolve('acme-0', AFTER_MS)).toThrow(
      expect.objectContaining({
        code: 'model.not_found',
        param: 'model',
        message:
          'Acme API error: the model "acme-0" was switched off on 2027-01-14. ' +
          'Ask for acme-1 or acme-2 instead.',
      }) as Error,
    );
  });

  it('shares its fate with its dated snapshots', () => {
    expect(resolve('acme-0-2025-01-31', BEFORE_MS).warnings).toMatchObject([{ model: 'acme-0-2025-01-31' }]);
    expect(() => resolve('acme-0-2025-01-31', AFTER_MS)).toThrow(/switched off on 2027-01-14/);
  });

  it('is refused by both its names when an alias that ships points at it', () => {
    const provider = acme({}, { modelAliases: { old: 'acme-0' } });
    expect(() => resolveModel(provider, 'old', { nowMs: AFTER_MS })).toThrow(
      'the model "old" (an alias of "acme-0") was',
    );
  });

  it.each<[string, string, Aliases]>([
    ['another name', 'mine', { mine: 'acme-0' }],
    ['a snapshot', 'mine', { mine: 'acme-0-2025-01-31' }],
    ['its own name', 'acme-0', { 'acme-0': 'acme-0' }],
  ])(
    'is asked for after its day when the operator chose it under %s; the warning says both',
    (_, model, aliases) => {
      const { warnings, sunset } = resolve(model, AFTER_MS, aliases);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]?.reason).toMatch(/^Acme announced the end of acme-0\S* on 2027-01-14; /);
      expect(sunset).not.toBeNull();
    },
  );
});

describe('a model that the provider answers by another', () => {
  const REROUTED_MS = Date.parse('2026-10-08T00:00:00Z');
  const rerouted = (reroutedOn?: string) => {
    const entry = {
      models: ['acme-0'],
      shutdownDate: null,
      replacements: ['acme-1'],
      reroutedTo: 'acme-1',
      source: '-',
      readOn: '2026-11-23',
    };
    return acme({}, { modelLifecycle: [{ ...entry, ...(reroutedOn !== undefined && { reroutedOn }) }] });
  };
  const warned = (when: string) => ({
    providerModel: 'acme-0',
    warnings: [
      {
        model: 'acme-0',
        action: 'deprecated',
        reason: `Acme answers requests for acme-0 with acme-1${when}; ask for acme-1 instead.`,
      },
    ],
    sunset: null,
  });

  it.each([
    ['before the day', '2026-10-08', REROUTED_MS - 1, ' from 2026-10-08 on'],
    ['from the day on', '2026-10-08', REROUTED_MS, ' since 2026-10-08'],
    ['a year later, for it is not gone', '2026-10-08', REROUTED_MS + 365 * DAY_MS, ' since 2026-10-08'],
    ['where the day is unknown', undefined, REROUTED_MS, ''],
  ])('is asked for by its name, with a warning, %s', (_, reroutedOn, nowMs, when) => {
    expect(resolveModel(rerouted(reroutedOn), 'acme-0', { nowMs })).toEqual(warned(when));
  });

  it('is gone on no day, whatever the data say of one', () => {
    const modelLifecycle = ACME.modelLifecycle.map((entry) => ({ ...entry, reroutedTo: 'acme-1' }));
    const { warnings, sunset } = resolveModel(acme({}, { modelLifecycle }), 'acme-0', { nowMs: AFTER_MS });
    expect([warnings.length, sunset]).toEqual([1, null]);
  });

  it('is so at Gemini', () => {
    const provider = new FakeLlmProvider(gemini, ACME_SETTINGS);
    const reasons = (model: string) =>
      resolveModel(provider, model, { nowMs: Date.parse('2026-11-23') }).warnings.map(({ reason }) => reason);
    expect(reasons('gemini-3.7-flash')).toEqual([
      'Gemini answers requests for gemini-3.7-flash with gemini-3.8-flash since 2026-10-08; ' +
        'ask for gemini-3.8-flash instead.',
    ]);
    expect(reasons('gemini-2.5-pro')).toEqual([
      'Gemini answers requests for gemini-2.5-pro with gemini-3.8-flash from 2026-12-01 on; ' +
        'ask for gemini-3.8-flash instead.',
    ]);
    expect(reasons('gemini-3.8-flash')).toEqual([]);
  });
});

describe('what the provider’s own list says of an end', () => {
  const saying = (ends: Readonly<Record<string, string | null>>): ReportedEnds => ({
    endOf: (providerId, model) => {
      const shutdownDate = providerId === 'acme' ? ends[model] : undefined;
      return shutdownDate === undefined ? null : { shutdownDate, readOn: '2026-12-01' };
    },
  });
  const resolveBy = (
    ends: Readonly<Record<string, string | null>>,
    model: string,
    operatorAliases: Aliases = {},
  ) => resolveModel(acme(operatorAliases), model, { nowMs: BEFORE_MS, reported: saying(ends) });

  it('is warned about, where the catalogue does not know of it', () => {
    expect(resolveBy({ 'acme-9': '2027-03-01' }, 'acme-9')).toEqual({
      providerModel: 'acme-9',
      warnings: [
        { model: 'acme-9', action: 'deprecated', reason: 'Acme switches off acme-9 on 2027-03-01.' },
      ],
      sunset: { announcedBy: '2026-12-01', shutdownDate: '2027-03-01' },
    });
  });

  it('holds for dated snapshots as well, unless the list knows them themselves', () => {
    const ends = { 'acme-9': '2027-03-01', 'acme-9-2026-02-28': null };
    expect(resolveBy(ends, 'acme-9-2026-01-31').sunset?.shutdownDate).toBe('2027-03-01');
    expect(resolveBy(ends, 'acme-9-2026-02-28').sunset).toBeNull();
  });

  it('moves a date, and leaves the replacements', () => {
    const { warnings, sunset } = resolveBy({ 'acme-0': '2027-06-01' }, 'acme-0');
    expect(warnings[0]?.reason).toBe(
      'Acme switches off acme-0 on 2027-06-01; ask for acme-1 or acme-2 instead.',
    );
    expect(sunset).toEqual({ announcedBy: '2026-12-01', shutdownDate: '2027-06-01' });
  });

  it('was known before, where the date is the same', () => {
    expect(resolveBy({ 'acme-0': '2027-01-14' }, 'acme-0').sunset?.announcedBy).toBe('2026-11-23');
  });

  it('takes a date back', () => {
    const ends = { 'acme-0': null };
    expect(resolveBy(ends, 'acme-0')).toEqual({ providerModel: 'acme-0', warnings: [], sunset: null });
    expect(resolveBy(ends, 'acme-0-2025-01-31').sunset).toBeNull();
  });

  it('refuses a model whose day is over, and says where the others stand', () => {
    expect(() => resolveBy({ 'acme-9': '2027-01-01' }, 'acme-9')).toThrow(
      'Acme API error: the model "acme-9" was switched off on 2027-01-01. ' +
        'GET /agents/llm-providers/acme/models lists those that are there.',
    );
  });

  it('does not refuse a model that the operator chose', () => {
    const { warnings } = resolveBy({ 'acme-9': '2027-01-01' }, 'mine', { mine: 'acme-9' });
    expect(warnings[0]?.reason).toBe('Acme announced the end of acme-9 on 2027-01-01.');
  });

  it('says nothing of the models of other providers', () => {
    expect(lifecycleOf('gpt-9', openai, saying({ 'gpt-9': '2027-03-01' }))).toBeNull();
  });

  it('ends no model that is answered by another', () => {
    const reported: ReportedEnds = {
      endOf: () => ({ shutdownDate: '2026-12-24', readOn: '2026-12-01' }),
    };
    expect(lifecycleOf('gemini-3.7-flash', gemini, reported)?.shutdownDate).toBeNull();
  });
});

describe('lifecycleOf', () => {
  it.each([
    ['gpt-4o', true],
    ['gpt-4o-2024-08-06', true],
    ['gpt-4o-2024-08-06-preview', false],
    ['gpt-4o-audio-preview', false],
    ['gpt-4o-2024', false],
    ['my-gpt-4o', false],
    ['constructor', false],
  ])('knows the end of %s: %s', (model, isKnown) => {
    expect(lifecycleOf(model, openai) !== null).toBe(isKnown);
  });
});

it('replacementsText names all replacements, the one to prefer first', () => {
  const lifecycle = { models: [], shutdownDate: null, source: '-', readOn: '2026-11-23' };
  expect(replacementsText({ ...lifecycle, replacements: ['a'] })).toBe('a');
  expect(replacementsText({ ...lifecycle, replacements: ['a', 'b', 'c'] })).toBe('a or b or c');
});

import { NOTHING_REPORTED, type ReportedEnds } from '../../completions/reported-ends.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider } from '../../port/testing/fake-llm-provider.js';
import type { ProviderDefinition } from '../../port/provider-definition.js';
import { endingNames } from './ending-names.js';

type Aliases = Readonly<Record<string, string>>;

const BEFORE = '2026-11-23';

const names = (
  defaultModel: string,
  operatorAliases: Aliases = {},
  shipped: Partial<ProviderDefinition> = {},
  { on = BEFORE, reported = NOTHING_REPORTED }: { on?: string; reported?: ReportedEnds } = {},
) => {
  const settings = { ...ACME_SETTINGS, defaultModel, modelAliases: new Map(Object.entries(operatorAliases)) };
  const provider = new FakeLlmProvider({ ...ACME, ...shipped }, settings);
  return endingNames(provider, { nowMs: Date.parse(on), reported });
};

describe('endingNames', () => {
  it('says nothing where no end is announced', () => {
    expect(names('small', { mine: 'acme-7' })).toEqual([]);
  });

  it.each<[string, string, Aliases, Partial<ProviderDefinition>, string]>([
    ['the default', 'acme-0', {}, {}, 'the default model acme-0 will be'],
    [
      'the default where it is an alias',
      'small',
      {},
      { modelAliases: { small: 'acme-0' } },
      'the default model small stands for acme-0, which will be',
    ],
    [
      'an alias of the operator',
      'small',
      { mine: 'acme-0' },
      {},
      'the alias mine stands for acme-0, which will be',
    ],
    [
      'an alias that ships',
      'acme-1',
      {},
      { modelAliases: { old: 'acme-0' } },
      'the alias old stands for acme-0, which will be',
    ],
    [
      'all of them in one sentence',
      'acme-0',
      { mine: 'old' },
      { modelAliases: { old: 'acme-0' } },
      'the default model acme-0 and the alias mine and the alias old stand for acme-0, which will be',
    ],
  ])('warns of %s', (_, defaultModel, aliases, shipped, words) => {
    expect(names(defaultModel, aliases, shipped)).toEqual([
      `Acme: ${words} switched off on 2027-01-14. Use acme-1 or acme-2 instead.`,
    ]);
  });

  it('says nothing of a shipped alias that the operator pointed elsewhere', () => {
    expect(names('acme-1', { old: 'acme-1' }, { modelAliases: { old: 'acme-0' } })).toEqual([]);
  });

  it('says that a model is gone once its day is over', () => {
    expect(names('acme-0', {}, {}, { on: '2027-01-15' })).toEqual([
      'Acme: the default model acme-0 was switched off on 2027-01-14. Use acme-1 or acme-2 instead.',
    ]);
  });

  it('knows what the list of the provider said, which names no replacement', () => {
    const reported: ReportedEnds = {
      endOf: (_, model) => (model === 'acme-7' ? { shutdownDate: '2027-03-01', readOn: BEFORE } : null),
    };
    expect(names('small', { mine: 'acme-7' }, {}, { reported })).toEqual([
      'Acme: the alias mine stands for acme-7, which will be switched off on 2027-03-01.',
    ]);
  });

  it.each([
    ['2026-10-08', BEFORE, 'is answered by acme-1 since 2026-10-08'],
    ['2026-12-01', BEFORE, 'will be answered by acme-1 from 2026-12-01 on'],
    [undefined, BEFORE, 'is answered by acme-1'],
  ])('warns of a model that another answers for (%s)', (reroutedOn, on, words) => {
    const entry = {
      models: ['acme-0'],
      shutdownDate: null,
      replacements: ['acme-1'],
      reroutedTo: 'acme-1',
      source: '-',
      readOn: BEFORE,
      ...(reroutedOn !== undefined && { reroutedOn }),
    };
    expect(names('acme-0', {}, { modelLifecycle: [entry] }, { on })).toEqual([
      `Acme: the default model acme-0 ${words}. Use acme-1 instead.`,
    ]);
  });

  it('says nothing of a model whose end has no date', () => {
    const modelLifecycle = ACME.modelLifecycle.map((entry) => ({ ...entry, shutdownDate: null }));
    expect(names('acme-0', {}, { modelLifecycle })).toEqual([]);
  });
});

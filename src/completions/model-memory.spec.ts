import { FakeLlmProvider } from '../port/testing/fake-llm-provider.js';
import { ModelMemory } from './model-memory.js';
import type { ReportedEnd } from './reported-ends.js';

describe('ModelMemory', () => {
  const provider = new FakeLlmProvider();
  const NOW = Date.parse('2026-11-29T00:00:00Z');

  it('finds the same object for a second, and a new one behind it', () => {
    const models = new ModelMemory();
    const first = models.of(provider, 'some-model', { nowMs: NOW });
    expect(models.of(provider, 'some-model', { nowMs: NOW + 999 })).toBe(first);
    expect(models.of(provider, 'some-model', { nowMs: NOW + 1_000 })).not.toBe(first);
    expect(models.of(provider, 'some-model', { nowMs: NOW })).toMatchObject({ providerModel: 'some-model' });
  });

  it('looks anew as soon as a list of models was read', () => {
    const models = new ModelMemory();
    let end: ReportedEnd | null = null;
    const reported = { listsRead: 0, endOf: () => end };
    expect(models.of(provider, 'some-model', { nowMs: NOW, reported }).sunset).toBeNull();
    end = { shutdownDate: '2027-02-01', readOn: '2026-11-29' };
    reported.listsRead += 1;
    expect(models.of(provider, 'some-model', { nowMs: NOW, reported }).sunset).toMatchObject({
      shutdownDate: '2027-02-01',
    });
  });

  it('keeps providers apart', () => {
    const models = new ModelMemory();
    const other = new FakeLlmProvider();
    const first = models.of(provider, 'some-model', { nowMs: NOW });
    expect(models.of(other, 'some-model', { nowMs: NOW })).not.toBe(first);
  });
});

import type { CompletionWarning } from '../../completions/completion-warning.js';
import type { CallReport } from '../../completions/completion-outcome.js';
import { oneProvider } from '../../completions/testing/one-provider.js';
import { callDetailOf, callDetailText, toAttemptDetailJson, toDetailJson, withParts } from './call-detail.js';

describe('what a row tells of one call beside its sums', () => {
  let report: CallReport;
  beforeAll(async () => {
    const { complete, reports } = oneProvider();
    await complete();
    [report] = reports as [CallReport];
  });

  it('is when and why each target was asked', () => {
    const [attempt] = report.attempts;
    const later = { ...attempt!, startedAtMs: report.startedAtMs + 1_500, reason: 'retry' as const };
    const attempts = [attempt!, { ...later, after: 'provider.unavailable' }];
    const detail = callDetailOf({ ...report, attempts, affinity: 'switch' }, report.startedAtMs);
    expect(JSON.parse(JSON.stringify(detail))).toEqual({
      attempts: [
        [0, 'alias', null],
        [1_500, 'retry', 'provider.unavailable'],
      ],
      affinity: 'switch',
    });
    const second = toAttemptDetailJson(detail, 1, Date.parse('2026-11-29T12:00:00Z'));
    expect(second).toEqual({
      started_at: '2026-11-29T12:00:01.500Z',
      reason: 'retry',
      after: 'provider.unavailable',
    });
  });

  it('is the same in JSON, whatever a call has', () => {
    const [attempt] = report.attempts;
    const parts = { total: 12n, input: 5n, cacheRead: 0n, cacheWrite: 0n, output: 7n * 10n ** 12n };
    const priced = { ...attempt!, parts: { ...parts, reasoning: 0n, audio: 0n, searches: 0n } };
    const later = { ...priced, startedAtMs: report.startedAtMs + 1_500.6, reason: 'retry' as const };
    const warnings = [
      { parameter: 'tools[0].seed', action: 'dropped' as const },
      { model: 'acme/old-1:x@2', parameter: '"odd"', action: 'deprecated' as const },
      { model: 'a\\b', action: 'changed' as const },
      ...Array.from({ length: 40 }, () => ({ parameter: 'a', model: 'b', action: 'changed' as const })),
    ];
    const calls = [
      { attempts: [] },
      { attempts: [priced] },
      { attempts: [{ ...priced, startedAtMs: report.startedAtMs - 3, parts: null }] },
      {
        attempts: [
          priced,
          { ...later, after: 'provider.unavailable' },
          { ...later, usage: null, parts: null },
        ],
      },
      { attempts: [priced], affinity: 'switch' as const },
      { attempts: [priced], warnings: warnings.slice(0, 1) },
      { attempts: [priced], warnings, affinity: 'switch' as const },
    ];
    for (const call of calls) {
      const whole = { ...report, warnings: [], affinity: null, ...call };
      const detail = callDetailOf(whole, report.startedAtMs);
      expect(callDetailText(whole, report.startedAtMs)).toBe(JSON.stringify(detail));
    }
  });

  it('has the names of warnings, and no more than twenty, and no text of a caller’s', () => {
    const warnings: CompletionWarning[] = [
      { parameter: 'tools[0].strict', action: 'dropped', reason: 'canary' },
      { model: 'acme/old-1', action: 'deprecated', reason: 'canary' },
      { parameter: 'the canary sings', action: 'dropped', reason: 'canary' },
      ...Array.from({ length: 40 }, () => ({ parameter: 'a', action: 'changed' as const, reason: 'canary' })),
    ];
    const detail = callDetailOf({ ...report, warnings }, report.startedAtMs);
    expect(detail.warnings).toHaveLength(20);
    expect(JSON.stringify(detail)).not.toContain('canary');
    expect(toDetailJson(detail).warnings.slice(0, 3)).toEqual([
      { action: 'dropped', parameter: 'tools[0].strict', model: null },
      { action: 'deprecated', parameter: null, model: 'acme/old-1' },
      { action: 'dropped', parameter: null, model: null },
    ]);
  });

  it('is empty or null for rows that the version before wrote', () => {
    expect(toDetailJson(null)).toEqual({ affinity: null, warnings: [], cost_parts_usd: null });
    expect(toAttemptDetailJson(null, 0, 0)).toEqual({ started_at: null, reason: null, after: null });
    expect(withParts(null, { input: '1' })).toBeNull();
  });
});

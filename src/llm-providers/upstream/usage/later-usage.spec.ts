import * as fc from 'fast-check';
import { laterUsage } from './later-usage.js';

describe('laterUsage', () => {
  const EARLIER = { prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 4 } };

  it.each<[string, unknown]>([
    ['null', null],
    ['nothing', undefined],
    ['an empty object', {}],
    ['zeros', { prompt_tokens: 0, completion_tokens: 0, prompt_tokens_details: { cached_tokens: 0 } }],
    ['zeros as digits', { prompt_tokens: '0' }],
    ['nulls', { prompt_tokens: null, prompt_tokens_details: null }],
    ['empty details', { prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: {} }],
    ['a list', [1]],
    ['a word', 'none'],
  ])('keeps what was counted where a later report is %s', (_, later) => {
    expect(laterUsage(EARLIER, later)).toEqual(EARLIER);
  });

  it('takes the later of counts that grow, and what is new', () => {
    const later = { prompt_tokens: 10, completion_tokens: 9, total_tokens: 19, cost: 0.5 };
    expect(laterUsage(EARLIER, later)).toEqual({ ...EARLIER, ...later });
  });

  it('takes a corrected count of a report that counts more in all', () => {
    const later = { prompt_tokens: 8, completion_tokens: 20 };
    expect(laterUsage(EARLIER, later)).toEqual({ ...EARLIER, ...later });
  });

  it('lowers no count for a report that counts less in all', () => {
    const later = { prompt_tokens: 10, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 2 } };
    expect(laterUsage(EARLIER, later)).toEqual(EARLIER);
  });

  it('keeps a cost that a later zero would take back, and takes another', () => {
    expect(laterUsage({ cost: 0.25 }, { cost: 0 })).toEqual({ cost: 0.25 });
    expect(laterUsage({ cost: 0.25 }, { cost: 0.5, is_byok: false })).toEqual({ cost: 0.5, is_byok: false });
  });

  it('comes to an end on reports that are nested without one', () => {
    const nested = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`) as object;
    expect(Object.keys(laterUsage(laterUsage({}, nested), nested))).toEqual(['a']);
  });

  it('knows no more names than any provider writes, and still takes later counts of those it knows', () => {
    let known: Record<string, unknown> = { prompt_tokens: 1 };
    for (let at = 0; at < 1_000; at += 1) known = laterUsage(known, { prompt_tokens: at + 2, [`k${at}`]: 1 });
    expect(Object.keys(known).length).toBeLessThanOrEqual(128);
    expect(known['prompt_tokens']).toBe(1_001);
  });

  it('never comes to less than was known, and changes neither report', () => {
    const count = fc.oneof(fc.nat(1000), fc.constantFrom(null, 0, undefined));
    const report = fc.record({ prompt_tokens: count, completion_tokens: count }, { requiredKeys: [] });
    const sum = (usage: object) =>
      Object.values(usage).reduce<number>((total, value) => total + (Number(value) || 0), 0);
    fc.assert(
      fc.property(fc.array(report, { minLength: 1 }), (reports) => {
        const before = structuredClone(reports);
        let known = {};
        for (const one of reports) {
          const next = laterUsage(known, one);
          expect(sum(next)).toBeGreaterThanOrEqual(Math.max(sum(known), sum(one)));
          known = next;
        }
        expect(reports).toEqual(before);
      }),
    );
  });
});

import { openrouterQuirks } from './openrouter.entry.js';

describe('readErrorCode of OpenRouter', () => {
  it.each<[string, unknown, string | null]>([
    ['reasons', { reasons: ['violence'] }, 'provider.rejected'],
    ['a flagged input', { flagged_input: 'Hello' }, 'provider.rejected'],
    ['reasons that are no list', { reasons: 'violence' }, null],
    ['a flagged input that is no text', { flagged_input: null }, null],
    [
      'a limit of what is in flight',
      { limit_source: 'openrouter_in_flight_budget' },
      'provider.rate_limited',
    ],
    ['nothing known', { provider_name: 'OpenAI' }, null],
    ['nothing', undefined, null],
    ['a text', 'flagged_input', null],
  ])('reads metadata with %s', (_, metadata, code) => {
    expect(openrouterQuirks.readErrorCode(403, { metadata })).toBe(code);
  });
});

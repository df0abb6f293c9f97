import { endOf } from '../console/src/pages/providers/health.js';

describe('the page of providers', () => {
  it.each([
    ['2026-11-29', 'over'],
    ['2026-11-30', 'soon'],
    ['2027-01-28', 'soon'],
    ['2027-01-29', 'later'],
    [undefined, null],
  ])('says of a model that is shut down on %s: %s', (shutdown_date, end) => {
    expect(endOf({ shutdown_date }, Date.parse('2026-11-29T12:00:00Z'))).toBe(end);
  });
});

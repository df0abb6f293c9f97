import { endOf, failingOf } from '../console/src/pages/providers/health.js';

describe('the page of providers', () => {
  const providers = [
    { id: 'one', configured: true, open_breakers: ['small', 'maker/large'] },
    { id: 'two', configured: false, open_breakers: [] },
  ];

  it.each<[readonly string[], number]>([
    [['one/medium', 'one/maker/small'], 0],
    [['one/small', 'one/medium'], 1],
    [['one/maker/large', 'two/small', 'three/small'], 3],
  ])('counts of the targets %j those that cannot be asked: %s', (targets, failing) => {
    expect(failingOf(targets, providers)).toBe(failing);
  });

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

import * as fc from 'fast-check';

it('properties try the same values in every run, unless others are asked for', () => {
  const { PROPERTY_SEED = '20261129' } = process.env;
  const seed = PROPERTY_SEED === 'random' ? undefined : Number(PROPERTY_SEED);
  expect(fc.readConfigureGlobal().seed).toBe(seed);
});

import { PROVIDER_CATALOG } from './catalog.js';
import { describeContractOf, isOpenAiCompatible } from './testing/describe-contract-of.js';

// In a file of its own, so that two processes share the work.
describeContractOf(PROVIDER_CATALOG.filter(isOpenAiCompatible));

it('the two files of the contract divide the catalogue between them', () => {
  const shared = PROVIDER_CATALOG.filter(isOpenAiCompatible);
  expect(shared.length).toBeGreaterThan(0);
  expect(shared.length).toBeLessThan(PROVIDER_CATALOG.length);
});

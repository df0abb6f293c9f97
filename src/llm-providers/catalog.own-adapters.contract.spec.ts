import { join } from 'node:path';
import { loadFixtures } from '../port/testing/contract/fixtures.js';
import { PROVIDER_CATALOG } from './catalog.js';
import { describeContractOf, isOpenAiCompatible } from './testing/describe-contract-of.js';

describeContractOf(PROVIDER_CATALOG.filter((entry) => !isOpenAiCompatible(entry)));

describe('a provider without fixtures', () => {
  it('does not pass, and is told which ones are missing', () => {
    expect(() => loadFixtures(join(__dirname, 'unlisted', 'fixtures'))).toThrow(
      /fixtures has no fixture of plain, tool-call, .*, errors$/,
    );
  });
});

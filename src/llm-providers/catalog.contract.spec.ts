import { join } from 'node:path';
import { PROVIDER_CATALOG } from './catalog.js';
import { describeLlmProviderContract } from '../port/testing/contract/llm-provider-contract.js';
import { loadFixtures } from '../port/testing/contract/fixtures.js';

// Each provider of the catalogue is asked for fixtures in a folder of its id.
for (const entry of PROVIDER_CATALOG) {
  const { id } = entry.definition;
  describeLlmProviderContract(id, { entry, fixtures: join(__dirname, id, 'fixtures') });
}

describe('a provider without fixtures', () => {
  it('does not pass, and is told which ones are missing', () => {
    expect(() => loadFixtures(join(__dirname, 'unlisted', 'fixtures'))).toThrow(
      /fixtures has no fixture of plain, tool-call, .*, errors$/,
    );
  });
});

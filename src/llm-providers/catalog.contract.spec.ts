import { join } from 'node:path';
import { PROVIDER_CATALOG } from './catalog.js';
import { describeLlmProviderContract } from '../port/testing/contract/llm-provider-contract.js';
import { loadRecordings } from '../port/testing/contract/recordings.js';

// Whoever enters the catalogue is asked for recordings in a folder of its id.
for (const entry of PROVIDER_CATALOG) {
  const { id } = entry.definition;
  describeLlmProviderContract(id, { entry, recordings: join(__dirname, id, 'recordings') });
}

describe('a provider without recordings', () => {
  it('does not pass, and is told which ones are missing', () => {
    expect(() => loadRecordings(join(__dirname, 'nobody', 'recordings'))).toThrow(
      /recordings has no recording of plain, tool-call, .*, errors$/,
    );
  });
});

import { join } from 'node:path';
import { toDefinition } from '../../config/configure-provider.js';
import { parseConfigFile } from '../../config/config-file/config-file.js';
import { openAiCompatibleEntry } from '../openai-compatible-entry.js';
import { describeLlmProviderContract } from '../../port/testing/contract/llm-provider-contract.js';

const { operator } = parseConfigFile(
  `
providers:
  - id: local
    base_url: http://127.0.0.1:11434/v1
    default_model: llama3.3
`,
  [],
);

for (const provider of operator.providers) {
  describeLlmProviderContract(`${provider.id}, which an operator configured`, {
    entry: openAiCompatibleEntry(toDefinition(provider)),
    fixtures: join(__dirname, 'fixtures'),
  });
}

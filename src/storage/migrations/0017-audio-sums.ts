import type { Migration } from './migration.js';

/** Where tokens of sound are told beside those of calls. */
const TABLES = ['usage_days', 'attempts'] as const;

/**
 * Tokens of sound of attempts, and in sums of days. A day whose sums have them is marked besides: a node of the version
 * before, which sums days without, knows nothing of that mark, and the sums that it leaves are made anew.
 */
export const audioSums: Migration = {
  version: 17,
  name: 'audio-sums',
  async up({ schema }) {
    // in the order in which nodes at work lock them: neither waits for the other
    await schema.alterTable('rolled_days').addColumn('has_audio', 'integer').execute();
    for (const table of TABLES) await schema.alterTable(table).addColumn('audio_tokens', 'bigint').execute();
  },
  async down({ schema }) {
    await schema.alterTable('rolled_days').dropColumn('has_audio').execute();
    for (const table of TABLES) await schema.alterTable(table).dropColumn('audio_tokens').execute();
  },
};

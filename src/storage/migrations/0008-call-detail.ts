import type { Migration } from './migration.js';

/** What the page of one call tells beside sums: when and why its targets were asked, warnings, its cost by part. */
export const callDetail: Migration = {
  version: 8,
  name: 'call-detail',
  async up({ schema }) {
    await schema.alterTable('calls').addColumn('detail', 'text').execute();
  },
  async down({ schema }) {
    await schema.alterTable('calls').dropColumn('detail').execute();
  },
};

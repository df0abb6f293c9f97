import type { Migration } from './migration.js';

/** Which selectors the file of a node has: their names are not forgotten. null = its version does not say. */
export const nodeSelectors: Migration = {
  version: 15,
  name: 'node-selectors',
  async up({ schema }) {
    await schema.alterTable('nodes').addColumn('file_selectors', 'text').execute();
  },
  async down({ schema }) {
    await schema.alterTable('nodes').dropColumn('file_selectors').execute();
  },
};

import type { Migration } from './migration.js';

/** Whether a node charges selectors of operators' files that it does not have itself; null = it is of a version that does not. */
export const nodeAbilities: Migration = {
  version: 14,
  name: 'node-abilities',
  async up({ schema }) {
    await schema.alterTable('nodes').addColumn('charges_selectors', 'integer').execute();
  },
  async down({ schema }) {
    await schema.alterTable('nodes').dropColumn('charges_selectors').execute();
  },
};

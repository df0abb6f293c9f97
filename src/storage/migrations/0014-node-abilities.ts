import type { Migration } from './migration.js';

/** Whether a node charges selectors of operators' files that its own file lacks; null = its version does not. */
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

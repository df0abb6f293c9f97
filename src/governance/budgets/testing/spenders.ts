import type { Spender } from '../spender.js';

/** A caller of whom nothing is known. */
export const NOBODY: Spender = Object.freeze({
  key: null,
  user: null,
  team: null,
  client: null,
  tags: {},
  metadata: {},
  spending: null,
  ignoredTags: [],
});

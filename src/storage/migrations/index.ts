import { keys } from './0001-keys.js';
import { ledger } from './0002-ledger.js';
import { idempotency } from './0003-idempotency.js';
import { nodes } from './0004-nodes.js';
import { money } from './0005-money.js';
import { captures } from './0006-captures.js';
import { usageDays } from './0007-usage-days.js';
import { callDetail } from './0008-call-detail.js';
import { sessions } from './0009-sessions.js';
import { usageKinds } from './0010-usage-kinds.js';
import { sessionDays } from './0011-session-days.js';
import { firstTokenDays } from './0012-first-token-days.js';
import { drift } from './0013-drift.js';
import { nodeAbilities } from './0014-node-abilities.js';
import { nodeSelectors } from './0015-node-selectors.js';
import { finerSums } from './0016-finer-sums.js';
import { audioSums } from './0017-audio-sums.js';
import type { Migration } from './migration.js';

/** All steps of the schema, in their order. */
export const MIGRATIONS: readonly Migration[] = Object.freeze([
  keys,
  ledger,
  idempotency,
  nodes,
  money,
  captures,
  usageDays,
  callDetail,
  sessions,
  usageKinds,
  sessionDays,
  firstTokenDays,
  drift,
  nodeAbilities,
  nodeSelectors,
  finerSums,
  audioSums,
]);

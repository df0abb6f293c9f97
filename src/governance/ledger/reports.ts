/** All that reads the ledger; loaded when the first report is asked for. */
export { BLANK_DRIFT, driftOf } from './drift-report.js';
export { firstTokensOf } from './first-tokens.js';
export { LedgerReader } from './ledger-reader.js';
export { blankSession, sessionsPage } from './sessions-report.js';
export { blankUsage, dearestUsage, usageUpTo } from './usage-report.js';
export { earlierCosts } from '../prices/earlier-costs.js';

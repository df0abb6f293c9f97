import type { FaultCase } from '../support/fault-case.js';
import { ATTACKED_CASES } from './attacked.cases.js';
import { BODY_CASES } from './bodies.cases.js';
import { BROKEN_ANSWER_CASES } from './broken-answers.cases.js';
import { BOOKS_CASES } from './books.cases.js';
import { CLIENT_CASES } from './clients.cases.js';
import { CROWDED_CASES } from './crowded.cases.js';
import { HTTP_CASES } from './http.cases.js';
import { LATENESS_CASES } from './lateness.cases.js';
import { LET_GO_CASES } from './let-go.cases.js';
import { NATIVE_CLIENT_CASES } from './native-clients.cases.js';
import { OFFERS_HTTP2_CASES } from './offers-http2.cases.js';
import { PACKED_CASES } from './packed.cases.js';
import { PARAMETER_CASES } from './parameters.cases.js';
import { PARTIAL_OUTAGE_CASES } from './partial-outages.cases.js';
import { POLICY_CASES } from './policies.cases.js';
import { PROCESS_CASES } from './process.cases.js';
import { REFUSAL_CASES } from './refusals.cases.js';
import { RETRY_CASES } from './retries.cases.js';
import { SHARED_BOOKS_CASES } from './shared-books.cases.js';
import { SHARED_LIMITS_CASES } from './shared-limits.cases.js';
import { SILENT_UPSTREAM_CASES } from './silent-upstream.cases.js';
import { SOAK_CASES } from './soak.cases.js';
import { STARVED_CASES } from './starved.cases.js';
import { STREAM_CASES } from './streams.cases.js';
import { UNREAD_CASES } from './unread.cases.js';
import { UNREACHABLE_CASES } from './unreachable.cases.js';

/**
 * In the order of the table. J are bodies, P parameters, H HTTP, U providers, S streams, C callers, K the process, B its books; D deadlines,
 * A admission, F fallbacks, M metrics; X are attacks from outside, and a machine that is starved.
 */
export const FAULT_CASES: readonly FaultCase[] = [
  ...BODY_CASES,
  ...PARAMETER_CASES,
  ...HTTP_CASES,
  ...UNREACHABLE_CASES,
  ...SILENT_UPSTREAM_CASES,
  ...BROKEN_ANSWER_CASES,
  ...REFUSAL_CASES,
  ...RETRY_CASES,
  ...STREAM_CASES,
  ...CLIENT_CASES,
  ...NATIVE_CLIENT_CASES,
  ...PROCESS_CASES,
  ...BOOKS_CASES,
  ...SHARED_BOOKS_CASES,
  ...SHARED_LIMITS_CASES,
  ...POLICY_CASES,
  ...LATENESS_CASES,
  ...STARVED_CASES,
  ...OFFERS_HTTP2_CASES,
  ...UNREAD_CASES,
  ...ATTACKED_CASES,
  ...PACKED_CASES,
  ...CROWDED_CASES,
  ...LET_GO_CASES,
  ...PARTIAL_OUTAGE_CASES,
  ...SOAK_CASES,
];

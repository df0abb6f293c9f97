import { OIDC_VARIABLES } from './oidc.variables.js';
import { SESSION_VARIABLES } from './session.variables.js';
import { STORE_VARIABLES } from './store.variables.js';
import { TRACES_VARIABLES } from './traces.variables.js';
import { flag, heldBytes, oneOf, pattern, secret, secretList, timeout, wholeNumber } from './variable.js';

/** The service's own: where it listens, whom it lets in, its limits towards callers and its log. */
export const SERVER_VARIABLES = {
  TOLLGATE_CONFIG: pattern(
    {
      name: 'TOLLGATE_CONFIG',
      description:
        'File with everything that is no secret: providers of your own, prices, settings. Not set: `tollgate.yaml` in the working directory, where there is one.',
    },
    { accepted: 'the path of a YAML file', matches: /^\P{Cc}*$/u, default: '' },
  ),
  PORT: wholeNumber(
    { name: 'PORT', description: 'TCP port; 0 takes a free one.' },
    { min: 0, max: 65535, default: 3000 },
  ),
  HOST: pattern(
    {
      name: 'HOST',
      description:
        'Address to listen on. Anything but loopback needs keys (GATEWAY_API_KEYS, ADMIN_API_KEY, or virtual ones in the file or the store), or ALLOW_UNAUTHENTICATED=true.',
    },
    { accepted: 'a host name or an IP address', matches: /^[A-Za-z0-9._:%-]+$/, default: '127.0.0.1' },
  ),
  METRICS_PORT: wholeNumber(
    {
      name: 'METRICS_PORT',
      description:
        'TCP port for `GET /metrics` alone, without a key. 0: it is served on PORT, to those who have a key.',
    },
    { min: 0, max: 65535, default: 0 },
  ),
  METRICS_HOST: pattern(
    { name: 'METRICS_HOST', description: 'Address to listen on for METRICS_PORT.' },
    { accepted: 'a host name or an IP address', matches: /^[A-Za-z0-9._:%-]+$/, default: '127.0.0.1' },
  ),
  GATEWAY_API_KEYS: secretList({
    name: 'GATEWAY_API_KEYS',
    description:
      'Keys that callers must send (`Authorization: Bearer …`, `x-api-key`, `x-goog-api-key` or `api-key`), separated by commas, beside virtual keys. Where there are none of both, callers need no key.',
  }),
  ADMIN_API_KEY: secret({
    name: 'ADMIN_API_KEY',
    description:
      'The key of administrators, which opens `/admin`: virtual keys, budgets, usage. Not set: there is no `/admin`.',
  }),
  ...OIDC_VARIABLES,
  ...SESSION_VARIABLES,
  ALLOW_UNAUTHENTICATED: flag({
    name: 'ALLOW_UNAUTHENTICATED',
    description: 'Listen beyond loopback although callers need no key.',
  }),
  ...STORE_VARIABLES,
  ...TRACES_VARIABLES,
  LEDGER_RETENTION_DAYS: wholeNumber(
    {
      name: 'LEDGER_RETENTION_DAYS',
      description:
        'How many days the rows of calls are kept; 0 = for ever. What budgets have spent is kept apart, but a budget that is new counts what rows there are.',
    },
    { min: 0, max: 36_500, default: 0 },
  ),
  MAX_BODY_BYTES: wholeNumber(
    { name: 'MAX_BODY_BYTES', description: 'Largest request body, unpacked, in bytes.' },
    { min: 1024, max: 1_073_741_824, default: 10_485_760 },
  ),
  MAX_JSON_DEPTH: wholeNumber(
    { name: 'MAX_JSON_DEPTH', description: 'Deepest nesting of arrays and objects in a request body.' },
    { min: 4, max: 1000, default: 64 },
  ),
  MAX_JSON_VALUES: wholeNumber(
    {
      name: 'MAX_JSON_VALUES',
      description: 'Most elements of arrays and members of objects in a request body, in all.',
    },
    { min: 100, max: 10_000_000, default: 400_000 },
  ),
  MAX_JSON_NODES: wholeNumber(
    {
      name: 'MAX_JSON_NODES',
      description:
        'Most texts, names of members, arrays and objects in a request body, in all. A hundred thousand may take a tenth of a second, in which no other request moves.',
    },
    { min: 100, max: 10_000_000, default: 100_000 },
  ),
  MAX_JSON_FIELDS: wholeNumber(
    {
      name: 'MAX_JSON_FIELDS',
      description: 'Most fields of a request body, those inside of its fields left out.',
    },
    { min: 10, max: 100_000, default: 1000 },
  ),
  MAX_CALLS_IN_FLIGHT: wholeNumber(
    {
      name: 'MAX_CALLS_IN_FLIGHT',
      description:
        'Most calls in flight, streams and requests for lists of models among them; further ones get 503. Of more than four, one gateway key gets about three quarters, so that others find places beside it.',
    },
    { min: 1, max: 1_000_000, default: 10_000 },
  ),
  MAX_BYTES_IN_FLIGHT: heldBytes(
    {
      name: 'MAX_BYTES_IN_FLIGHT',
      description:
        'Most bytes of request bodies and of answers in flight, unpacked, but for the first 64 KiB of each answer; further ones get 503. One gateway key gets three quarters of it at most, and its calls of up to 64 KiB all but a sixteenth. In memory they take up to ten times as much.',
    },
    { min: 1024, max: 1_099_511_627_776, mostByDefault: 268_435_456 },
  ),
  MAX_EVENT_LOOP_DELAY_MS: wholeNumber(
    {
      name: 'MAX_EVENT_LOOP_DELAY_MS',
      description:
        'Where work waits for longer than this for its turn, in milliseconds, new calls get 503 until it waits for half of it. 0: they never do.',
    },
    { min: 0, max: 60_000, default: 500 },
  ),
  IDEMPOTENCY_MAX_ANSWER_BYTES: wholeNumber(
    {
      name: 'IDEMPOTENCY_MAX_ANSWER_BYTES',
      description:
        'Largest answer that is kept for 24 hours for a request with an `Idempotency-Key`, in bytes; a larger one is not kept. 0: none is, and the header is ignored.',
    },
    { min: 0, max: 67_108_864, default: 1_048_576 },
  ),
  IDEMPOTENCY_MAX_TOTAL_BYTES: wholeNumber(
    {
      name: 'IDEMPOTENCY_MAX_TOTAL_BYTES',
      description:
        'Most bytes of answers that are kept for requests with an `Idempotency-Key`, in memory or, a third larger as they are written there, in the store; the oldest go first.',
    },
    { min: 1024, max: 1_099_511_627_776, default: 67_108_864 },
  ),
  CLIENT_HEADERS_TIMEOUT_MS: timeout(
    'CLIENT_HEADERS_TIMEOUT_MS',
    "A caller's request headers, in milliseconds; looked at every 30 s.",
    10_000,
  ),
  CLIENT_BODY_TIMEOUT_MS: timeout(
    'CLIENT_BODY_TIMEOUT_MS',
    "A caller's whole request, in milliseconds; looked at every 30 s.",
    60_000,
  ),
  KEEP_ALIVE_TIMEOUT_MS: timeout(
    'KEEP_ALIVE_TIMEOUT_MS',
    "An idle connection is kept this long, in milliseconds; longer than the load balancer's own timeout.",
    75_000,
  ),
  MAX_WAITING_REQUESTS_PER_CONNECTION: wholeNumber(
    {
      name: 'MAX_WAITING_REQUESTS_PER_CONNECTION',
      description:
        'Requests that a caller may send ahead on one connection, before the answers to those before them; one more ends the connection.',
    },
    { min: 0, max: 1000, default: 16 },
  ),
  DRAIN_TIMEOUT_MS: timeout(
    'DRAIN_TIMEOUT_MS',
    'After SIGTERM, running answers have this long to finish, in milliseconds.',
    25_000,
  ),
  TRUST_CLIENT_CERT_HEADER: flag({
    name: 'TRUST_CLIENT_CERT_HEADER',
    description:
      'Log who called, as `x-forwarded-client-cert` says: only where the proxy in front sets or strips that header.',
  }),
  LOG_LEVEL: oneOf(
    { name: 'LOG_LEVEL', description: 'Least severe line to log.' },
    ['debug', 'info', 'warn', 'error', 'silent'],
    'info',
  ),
  LOG_FORMAT: oneOf(
    { name: 'LOG_FORMAT', description: '`auto` is `pretty` in a terminal and `json` elsewhere.' },
    ['auto', 'json', 'pretty'],
    'auto',
  ),
} as const;

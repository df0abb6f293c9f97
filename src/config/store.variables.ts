import { pattern, postgresUrl, redisUrl, timeout, wholeNumber } from './variable.js';

/** Where the gateway keeps what outlives it, and what it shares with other nodes. */
export const STORE_VARIABLES = {
  TOLLGATE_DATA: pattern(
    {
      name: 'TOLLGATE_DATA',
      description:
        'Folder for keys, budgets and usage, which one gateway owns at a time. Not set: `data` in the working directory, once something is to be kept.',
    },
    { accepted: 'the path of a folder', matches: /^\P{Cc}*$/u, default: '' },
  ),
  DATABASE_URL: postgresUrl({
    name: 'DATABASE_URL',
    description:
      'A PostgreSQL database in place of TOLLGATE_DATA, which several gateways share: `postgres://user:password@host/database`.',
  }),
  DATABASE_MAX_CONNECTIONS: wholeNumber(
    {
      name: 'DATABASE_MAX_CONNECTIONS',
      description:
        'Most connections of this gateway to DATABASE_URL, beside the one that listens; what finds none free waits for one.',
    },
    { min: 1, max: 1000, default: 10 },
  ),
  DATABASE_CONNECT_TIMEOUT_MS: timeout(
    'DATABASE_CONNECT_TIMEOUT_MS',
    'A connection to DATABASE_URL, a new one or one that is free, in milliseconds; then the store is away.',
    5_000,
  ),
  DATABASE_QUERY_TIMEOUT_MS: timeout(
    'DATABASE_QUERY_TIMEOUT_MS',
    'The answer of DATABASE_URL to one statement, in milliseconds; then the store is away, and the connection is given up. Reports have two minutes at least.',
    15_000,
  ),
  REDIS_URL: redisUrl({
    name: 'REDIS_URL',
    description:
      'A Redis or Valkey in which several gateways count limits together: `redis://user:password@host:6379/0`, or `rediss://` over TLS. Not set: each counts alone.',
  }),
  REDIS_CONNECT_TIMEOUT_MS: timeout(
    'REDIS_CONNECT_TIMEOUT_MS',
    'Connecting to REDIS_URL, TLS included, in milliseconds.',
    2_000,
  ),
  REDIS_ANSWER_TIMEOUT_MS: wholeNumber(
    {
      name: 'REDIS_ANSWER_TIMEOUT_MS',
      description:
        'So long a request waits for REDIS_URL, in milliseconds; then Redis is away, and each gateway keeps to its share of a limit.',
    },
    { min: 10, max: 4000, default: 250 },
  ),
} as const;

import { flag, oneOf, pattern, secretList, timeout, wholeNumber } from './variable.js';

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
        'Address to listen on. Anything but loopback needs GATEWAY_API_KEYS, or ALLOW_UNAUTHENTICATED=true.',
    },
    { accepted: 'a host name or an IP address', matches: /^[A-Za-z0-9._:%-]+$/, default: '127.0.0.1' },
  ),
  GATEWAY_API_KEYS: secretList({
    name: 'GATEWAY_API_KEYS',
    description:
      'Keys that callers must send (`Authorization: Bearer …` or `x-api-key`), separated by commas. Not set: callers need none.',
  }),
  ALLOW_UNAUTHENTICATED: flag({
    name: 'ALLOW_UNAUTHENTICATED',
    description: 'Listen beyond loopback although no GATEWAY_API_KEYS are set.',
  }),
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
  DRAIN_TIMEOUT_MS: timeout(
    'DRAIN_TIMEOUT_MS',
    'After SIGTERM, running answers have this long to finish, in milliseconds.',
    25_000,
  ),
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

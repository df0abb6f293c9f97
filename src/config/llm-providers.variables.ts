import {
  flag,
  heldBytes,
  idList,
  oneOf,
  pattern,
  proxyUrl,
  secret,
  timeout,
  wholeNumber,
} from './variable.js';

/** What holds for all providers, in the service and in a host application alike. */
export const LLM_PROVIDERS_VARIABLES = {
  AGENT_ERROR_STATUS: oneOf(
    {
      name: 'AGENT_ERROR_STATUS',
      description:
        'Status of failures on the agent endpoint: `table` as documented, or `400` for callers that expect 400 for all but 401, 404, 408, 413, 415 and 503.',
    },
    ['table', '400'],
    'table',
  ),
  DISABLED_PROVIDERS: idList({
    name: 'DISABLED_PROVIDERS',
    description:
      'Ids of providers that are not there for callers, separated by commas, such as `sandbox`: they answer as unknown ones do, and no list, metric or operation of the document names them.',
  }),
  UPSTREAM_CONNECT_TIMEOUT_MS: timeout(
    'UPSTREAM_CONNECT_TIMEOUT_MS',
    'Connecting to a provider, TLS included, in milliseconds.',
    5_000,
  ),
  UPSTREAM_FIRST_BYTE_TIMEOUT_MS: timeout(
    'UPSTREAM_FIRST_BYTE_TIMEOUT_MS',
    "From the request to the first byte of a provider's answer, in milliseconds. Providers send an answer that is not streamed when it is complete: for long ones set this higher, or stream.",
    60_000,
  ),
  UPSTREAM_IDLE_TIMEOUT_MS: timeout(
    'UPSTREAM_IDLE_TIMEOUT_MS',
    "Silence between two pieces of a provider's answer, or between two words of a streamed one, in milliseconds.",
    60_000,
  ),
  UPSTREAM_TOTAL_TIMEOUT_MS: timeout(
    'UPSTREAM_TOTAL_TIMEOUT_MS',
    "From the request to the end of a provider's answer, in milliseconds.",
    600_000,
  ),
  UPSTREAM_FIRST_TOKEN_TIMEOUT_MS: timeout(
    'UPSTREAM_FIRST_TOKEN_TIMEOUT_MS',
    'From the request to the first word, thought or tool call of a streamed answer, in milliseconds.',
    120_000,
  ),
  UPSTREAM_MAX_RETRIES: wholeNumber(
    {
      name: 'UPSTREAM_MAX_RETRIES',
      description:
        'Most retries of a call at one provider that fails for a moment, before anything of an answer came; but for a small reserve, all retries together stay under a tenth of its requests.',
    },
    { min: 0, max: 10, default: 2 },
  ),
  UPSTREAM_MAX_RETRY_AFTER_MS: wholeNumber(
    {
      name: 'UPSTREAM_MAX_RETRY_AFTER_MS',
      description:
        'Where a provider asks for a longer pause than this, in milliseconds, the call is not retried.',
    },
    { min: 0, max: 86_400_000, default: 30_000 },
  ),
  BREAKER_FAILURE_PERCENT: wholeNumber(
    {
      name: 'BREAKER_FAILURE_PERCENT',
      description:
        'A model is not asked for a caller for a moment (its circuit opens) once so many in a hundred requests to it with one gateway key failed within BREAKER_WINDOW_MS. Callers without keys are one.',
    },
    { min: 1, max: 100, default: 90 },
  ),
  BREAKER_MINIMUM_CALLS: wholeNumber(
    {
      name: 'BREAKER_MINIMUM_CALLS',
      description:
        'Fewer requests than this open no circuit; where BREAKER_WINDOW_MS has fewer, those of up to a minute count. 0: models are always asked.',
    },
    { min: 0, max: 100_000, default: 20 },
  ),
  BREAKER_WINDOW_MS: timeout(
    'BREAKER_WINDOW_MS',
    'Requests of so long a time are judged together, in milliseconds. A provider that is away for less than nine tenths of it is always asked.',
    10_000,
  ),
  BREAKER_OPEN_MS: timeout(
    'BREAKER_OPEN_MS',
    'How long the circuit of a failing model stays open, in milliseconds. Then one call finds out whether it answers, and more as answers come back.',
    1_000,
  ),
  BREAKER_CONSECUTIVE_FAILURES: wholeNumber(
    {
      name: 'BREAKER_CONSECUTIVE_FAILURES',
      description:
        'Of former versions. 0: the same as BREAKER_MINIMUM_CALLS=0. Any other number has no meaning any more.',
    },
    { min: 0, max: 1000, default: 1 },
  ),
  MAX_CALLS_PER_PROVIDER: wholeNumber(
    {
      name: 'MAX_CALLS_PER_PROVIDER',
      description:
        'Most calls in flight to one provider, unless `max_calls` of its entry in `tollgate.yaml` says otherwise; further ones get 503. One gateway key gets the share that it gets of MAX_CALLS_IN_FLIGHT.',
    },
    { min: 1, max: 1_000_000, default: 6_000 },
  ),
  MODEL_LIST_REFRESH_HOURS: wholeNumber(
    {
      name: 'MODEL_LIST_REFRESH_HOURS',
      description:
        "How often the providers' own lists of models are read, and at start, so that ends which only the lists announce are warned about. 0: a list is read when a caller asks for it.",
    },
    { min: 0, max: 168, default: 0 },
  ),
  CLIENT_STALL_TIMEOUT_MS: timeout(
    'CLIENT_STALL_TIMEOUT_MS',
    'A caller who takes nothing of an answer for so long is disconnected, and a stream that is not read ends, in milliseconds.',
    60_000,
  ),
  UPSTREAM_MAX_ANSWER_BYTES: heldBytes(
    {
      name: 'UPSTREAM_MAX_ANSWER_BYTES',
      description: 'Largest answer of a provider, unpacked, in bytes.',
    },
    { min: 1024, max: 1_073_741_824, mostByDefault: 67_108_864 },
  ),
  UPSTREAM_MAX_WHOLE_ANSWER_BYTES: heldBytes(
    {
      name: 'UPSTREAM_MAX_WHOLE_ANSWER_BYTES',
      description:
        'Largest answer of a provider that is not streamed, unpacked, in bytes. It is read and written in pieces, while other calls move, but held whole: as bytes, as text and as what was read.',
    },
    { min: 1024, max: 1_073_741_824, mostByDefault: 16_777_216 },
  ),
  UPSTREAM_MAX_ANSWER_VALUES: wholeNumber(
    {
      name: 'UPSTREAM_MAX_ANSWER_VALUES',
      description:
        "Most elements of arrays and members of objects in a provider's answer that comes as a whole, and as many texts, names, arrays and objects: enough for 16,000 tokens with the log probabilities of 20 alternatives each. Read while other calls move, but in memory some 60 bytes each. Fixed besides: 1,000 levels of nesting, 100,000 members of one object, 1,000 choices, 1,000 tool calls of each, 1 MiB for the body of a failure. An event of a stream may have a whole image in it, and be as large as `UPSTREAM_MAX_WHOLE_ANSWER_BYTES`, but hold no more than 100,000 values.",
    },
    { min: 1000, max: 100_000_000, default: 2_500_000 },
  ),
  RESPONSE_ID_SECRET: secret({
    name: 'RESPONSE_ID_SECRET',
    description:
      'Signs the ids of responses that providers keep (/v1/responses), so that a caller can use only his own. Not set: the key that the provider was asked with signs, in every process alike; ids of providers without a key then hold as long as the process. All replicas need the same.',
  }),
  ANSWER_HEADERS: flag(
    {
      name: 'ANSWER_HEADERS',
      description:
        'Answers under /v1 tell in headers which provider and model answered, at which attempt, what it cost, what the gateway took of the time, and what the provider says of its rate limits. Warnings are told in any case.',
    },
    'true',
  ),
  UPSTREAM_HTTP2: flag({
    name: 'UPSTREAM_HTTP2',
    description:
      'Speak HTTP/2 to providers that offer it. Many calls then share a connection: one that is reset or falls silent fails all of them at once, a refused stream is sent again outside of the retry budget, and a call that waits for a free one may outlive its deadline.',
  }),
  HTTPS_PROXY: proxyUrl({
    name: 'HTTPS_PROXY',
    description:
      'Proxy for providers, OIDC_ISSUER, webhooks and collectors of spans at https:// addresses; `https_proxy` is read, too. It gets a tunnel (CONNECT), and sees no request.',
  }),
  HTTP_PROXY: proxyUrl({
    name: 'HTTP_PROXY',
    description:
      'Proxy for those at http:// addresses, and for those at https:// where HTTPS_PROXY is not set; `http_proxy` is read, too.',
  }),
  NO_PROXY: pattern(
    {
      name: 'NO_PROXY',
      description:
        'Hosts that are reached without a proxy, separated by commas, such as `.corp.example,10.0.0.7:8080`; `no_proxy` is read, too. Loopback addresses always are.',
    },
    { accepted: 'host names separated by commas', matches: /^[\x20-\x7e]*$/, default: '' },
  ),
} as const;

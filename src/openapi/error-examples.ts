import { toErrorEnvelope } from '../common/error-envelope.js';
import { GatewayError, type ErrorCode } from '../common/errors.js';
import { PROVIDER_CATALOG } from '../llm-providers/catalog.js';
import type { ProviderDefinition } from '../llm-providers/port/provider-definition.js';

const REQUEST_ID = '9f1c2b7e-8d0c-4a58-9a5e-0d6a1f2e3b4c';

type Example = readonly [code: ErrorCode, message: string, param?: string];

/** What the gateway itself says. A test provokes these and compares. */
const GATEWAY_EXAMPLES: readonly Example[] = [
  [
    'request.invalid',
    'Invalid request: max_tokens must be a whole number from 1 to 2147483647.',
    'max_tokens',
  ],
  ['request.malformed', 'The request body is empty. Send a JSON object.'],
  [
    'request.unsupported_media_type',
    'The request body must be sent with the header "content-type: application/json", in UTF-8.',
  ],
  [
    'request.too_large',
    'The request body is too large: at most 10485760 bytes are accepted, counted after decompression.',
  ],
  ['request.timed_out', 'The request did not arrive completely within the time allowed for it.'],
  [
    'auth.invalid_key',
    'A gateway key is needed: send one that the operator gave you as "Authorization: Bearer <key>" or "x-api-key: <key>".',
  ],
  [
    'auth.foreign_origin',
    'Pages of other sites may not call a gateway that asks for no key; the operator can set GATEWAY_API_KEYS.',
  ],
  [
    'provider.unknown',
    `There is no such provider. Providers are: ${PROVIDER_CATALOG.map(({ definition }) => definition.id).join(', ')}.`,
  ],
  ['gateway.draining', 'The gateway is shutting down; send this request again.'],
  [
    'gateway.internal',
    'Unexpected error: the gateway failed to handle this request. Its log has the details under this request id.',
  ],
];

/** What it says of a provider. */
function providerExamples({ displayName, apiKeyVariable, defaultModel }: ProviderDefinition): Example[] {
  const failed = (code: ErrorCode, what: string): Example => [code, `${displayName} API error: ${what}.`];
  const key = apiKeyVariable ?? 'this gateway';
  return [
    ...(apiKeyVariable
      ? [['provider.key_missing', `${apiKeyVariable} missing in environment.`] as const]
      : []),
    failed('provider.rejected', 'it refused the request (it answered with status 400)'),
    failed('model.not_found', `it has no model "${defaultModel}", or this key may not use it`),
    failed('provider.rate_limited', `it is rate limiting ${key}; try again later`),
    failed('provider.auth_failed', `it refused this gateway's key; check ${key} and what the key may do`),
    failed('provider.quota_exhausted', `the quota or credit behind ${key} is spent`),
    failed('provider.unavailable', 'it is failing (it answered with status 500); try again later'),
    failed('provider.unreachable', 'it could not be reached at the configured address'),
    failed('provider.invalid_response', 'its answer has no message'),
    failed('provider.timed_out', 'no first byte in time (UPSTREAM_FIRST_BYTE_TIMEOUT_MS)'),
  ];
}

/** Example bodies by code, of the failures that answer with this status. */
export function errorExamples(
  definition: ProviderDefinition,
  status: number,
): Record<string, { value: object }> {
  const failures = [...GATEWAY_EXAMPLES, ...providerExamples(definition)].map(
    ([code, message, param]) => new GatewayError(code, message, param === undefined ? {} : { param }),
  );
  const entries = failures
    .filter(({ httpStatus }) => httpStatus === status)
    .map(
      (error) => [error.code, { value: toErrorEnvelope(error, envelopeOptions(error, definition)) }] as const,
    );
  return Object.fromEntries(entries);
}

/** The model is known once a provider was asked. */
function envelopeOptions({ code }: GatewayError, { defaultModel }: ProviderDefinition) {
  const wasAsked = code === 'model.not_found' || (code.startsWith('provider.') && !NOT_ASKED.has(code));
  return wasAsked ? { requestId: REQUEST_ID, model: defaultModel } : { requestId: REQUEST_ID };
}

const NOT_ASKED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['provider.unknown', 'provider.key_missing']);

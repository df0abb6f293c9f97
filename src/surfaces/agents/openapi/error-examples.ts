import { GatewayError, type ErrorCode, type GatewayErrorDetails } from '../../../common/errors.js';
import type { ErrorExample } from '../../../openapi/error-example.js';
import { overloaded } from '../../../policies/admission/overloaded.js';
import type { ProviderDefinition } from '../../../port/provider-definition.js';
import { toErrorEnvelope } from '../error-envelope.js';

const REQUEST_ID = '9f1c2b7e-8d0c-4a58-9a5e-0d6a1f2e3b4c';

type Failure = readonly [
  code: ErrorCode,
  message: string,
  details?: Pick<GatewayErrorDetails, 'param' | 'members'>,
];

const BUDGET = {
  scope: 'team',
  budget_usd: '5',
  per: 'day',
  spent_usd: '4.9975',
  reserved_usd: '0.002',
  needed_usd: '0.0012',
  resets_at: '2026-11-30T00:00:00.000Z',
} as const;

/** What the gateway says by itself, whichever provider was asked for. A test provokes these and compares. */
const GATEWAY_FAILURES: readonly Failure[] = [
  [
    'request.invalid',
    'Invalid request: max_tokens must be a whole number from 1 to 2147483647.',
    { param: 'max_tokens' },
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
  [
    'request.in_progress',
    'A request with this Idempotency-Key is under way; send it again later to get the answer of that one.',
  ],
  [
    'request.idempotency_mismatch',
    'This Idempotency-Key came with another request within the last 24 hours; take a new key for a new request.',
    { param: 'idempotency-key' },
  ],
  ['request.timed_out', 'The request did not arrive completely within the time allowed for it.'],
  [
    'auth.invalid_key',
    'A gateway key is needed: send one that the operator gave you as "Authorization: Bearer <key>", "x-api-key: <key>", "x-goog-api-key: <key>" or "api-key: <key>".',
  ],
  [
    'auth.foreign_origin',
    'Pages of other sites may not call a gateway that asks for no key: call it by a loopback address, or let the operator set GATEWAY_API_KEYS.',
  ],
  [
    'budget.exceeded',
    'The daily budget of the team red, 5 US dollars, has no room for this request, which may cost up to 0.0012: 4.9975 are spent and 0.002 reserved. It resets at 2026-11-30T00:00:00.000Z.',
    { members: { budget: BUDGET } },
  ],
  [
    'request.deadline_exceeded',
    'No complete answer within the 2000 ms that the caller allowed for it. Allow more, or stream.',
  ],
  ['gateway.overloaded', overloaded('calls').message],
  ['gateway.draining', 'The gateway is shutting down; send this request again.'],
  [
    'gateway.internal',
    'Unexpected error: the gateway failed to handle this request. Its log has the details under this request id.',
  ],
];

/** What it says of a provider that it asked. A test provokes these too. */
function providerFailures(definition: ProviderDefinition): Failure[] {
  const { displayName, apiKeyVariable, defaultModel, modelAliases } = definition;
  const failed = (code: ErrorCode, what: string): Failure => [code, `${displayName} API error: ${what}.`];
  const key = apiKeyVariable ?? 'its key';
  const model = modelAliases[defaultModel] ?? defaultModel;
  return [
    failed('provider.rejected', 'it refused the request (it answered with status 400)'),
    failed('model.not_found', `it has no model "${model}", or this key may not use it`),
    failed(
      'provider.conflict',
      'it reports a conflict with another request (it answered with status 409); try again',
    ),
    failed(
      'provider.rate_limited',
      `it is rate limiting ${apiKeyVariable ?? 'this gateway'}; try again later`,
    ),
    failed('provider.auth_failed', `it refused this gateway's key; check ${key} and what the key may do`),
    failed('provider.quota_exhausted', `the quota or credit behind ${key} is spent`),
    failed('provider.unavailable', 'it is failing (it answered with status 500); try again later'),
    failed('provider.unreachable', 'it could not be reached at the configured address'),
    failed('provider.invalid_response', 'its answer has no message'),
    failed('provider.timed_out', 'no first byte in time (UPSTREAM_FIRST_BYTE_TIMEOUT_MS)'),
  ];
}

/**
 * The examples that all providers share: the gateway's own failures, and what providers do, told of the first that
 * needs a key.
 */
export function sharedExamples(definitions: readonly ProviderDefinition[]): ErrorExample[] {
  const told = definitions.find(({ apiKeyVariable }) => apiKeyVariable !== null) ?? definitions[0];
  const ids = definitions.map(({ id }) => id).join(', ');
  const unknown: Failure = ['provider.unknown', `There is no such provider. Providers are: ${ids}.`];
  const own = [...GATEWAY_FAILURES, unknown].map((failure) => toExample(failure));
  return told ? [...own, ...providerExamples(told)] : own;
}

function providerExamples(definition: ProviderDefinition): ErrorExample[] {
  const { displayName, defaultModel } = definition;
  const description = `As it reads for ${displayName}; another provider's failure names that provider, its key variable and its model.`;
  return providerFailures(definition).map((failure) => ({
    ...toExample(failure, defaultModel),
    description,
  }));
}

/** The one failure that a caller mends by a variable of this provider alone; `null` = it needs no key. */
export function keyMissingExample({ apiKeyVariable }: ProviderDefinition): ErrorExample | null {
  if (apiKeyVariable === null) return null;
  return toExample(['provider.key_missing', `${apiKeyVariable} missing in environment.`]);
}

/** The model is known once a provider was asked. */
function toExample([code, message, details]: Failure, model?: string): ErrorExample {
  const error = new GatewayError(code, message, details);
  const value = toErrorEnvelope(error, { requestId: REQUEST_ID, ...(model !== undefined && { model }) });
  return { code, status: error.httpStatus, value };
}

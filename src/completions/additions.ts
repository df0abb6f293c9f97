import type { ErrorCode, GatewayError } from '../common/errors.js';
import { filterMembers } from '../common/written-numbers.js';
import type { CompletionRequest, ModelRequest } from '../port/canonical.js';
import type { CompletionWarning } from './completion-warning.js';

/** A parameter of a request that its caller did not write: a default, or what a rule demands. */
export interface Addition {
  /** As callers and rules name it. */
  readonly parameter: string;
  /** As it stands in the request, where a rule renamed it. */
  readonly sentAs: string;
}

/** The addition that asks for counts of tokens at the end of a stream. */
export const WISH_FOR_USAGE = 'stream_options';

/** A request that was adapted to its target. */
export interface AdaptedRequest<Request extends ModelRequest = CompletionRequest> {
  readonly request: Request;
  readonly warnings: readonly CompletionWarning[];
  readonly additions: readonly Addition[];
}

/** Names of one thing, the limit of an answer in tokens. A provider may blame it by any of them. */
const TOKEN_LIMITS: readonly string[] = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'];

/** A field may be refused as if the model were missing, or the provider had failed; it is named then. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'provider.rejected',
  'model.not_found',
  'provider.unavailable',
  'provider.invalid_response',
]);

/**
 * What of the additions a provider's refusal is about: those that it names, as long as it names nothing that the caller
 * wrote; all of them, if it says nothing at all. None, if the refusal is about something else.
 */
export function refusedOf(error: GatewayError, additions: readonly Addition[]): readonly Addition[] {
  if (!REFUSALS.has(error.code)) return [];
  if (error.isUnexplained) return additions;
  const isOurs = (name: string) => additions.some((addition) => isNamed(addition, name));
  const { blamedParameters } = error;
  if (!blamedParameters.every(isOurs)) return [];
  return additions.filter((addition) => blamedParameters.some((name) => isNamed(addition, name)));
}

/**
 * A refusal that depends on how long this prompt is. It is worth another try without a limit of ours for the answer, but
 * says nothing of the next prompt.
 */
export function isAboutLength({ message }: GatewayError): boolean {
  return /context (length|window|size)|\bprompt\b|input tokens|\btoo long\b/i.test(message);
}

/** The same without some of the additions; the caller is told. */
export function withoutAdditions<T extends AdaptedRequest<ModelRequest>>(
  adapted: T,
  parameters: ReadonlySet<string>,
): T {
  const out = adapted.additions.filter(({ parameter }) => parameters.has(parameter));
  if (out.length === 0) return adapted;
  const { request, warnings } = adapted;
  const isOut = (name: string | undefined) => out.some(({ parameter }) => parameter === name);
  const names = new Set(out.map(({ sentAs }) => sentAs));
  return {
    ...adapted,
    request: filterMembers(request, (name) => !names.has(name)) as ModelRequest,
    warnings: [
      ...warnings.filter(({ parameter }) => !isOut(parameter)),
      ...out.map((addition) => leftOut(addition, request)),
    ],
    additions: adapted.additions.filter((addition) => !out.includes(addition)),
  };
}

function isNamed({ parameter, sentAs }: Addition, name: string): boolean {
  const isLimit = TOKEN_LIMITS.includes(sentAs) && TOKEN_LIMITS.includes(name);
  return name === parameter || name === sentAs || isLimit;
}

function leftOut({ parameter, sentAs }: Addition, request: ModelRequest): CompletionWarning {
  const value: unknown = Object.entries(request).find(([name]) => name === sentAs)?.[1];
  const consequence =
    parameter === WISH_FOR_USAGE
      ? 'the counts of tokens are not asked for, and may be missing'
      : `the gateway's own value ${JSON.stringify(value)} is not sent`;
  return {
    parameter,
    action: 'dropped',
    reason: `${request.model}: the provider refuses it, so ${consequence}`,
  };
}

import type { ErrorCode, GatewayErrorDetails } from '../../common/errors.js';
import type { ModelRequest } from '../../port/canonical.js';
import { blamedParameters, namesNothing, refusedByName, saysNothing } from './blamed-parameters.js';

const HIDING_CODES: ReadonlySet<ErrorCode> = new Set([
  'model.not_found',
  'provider.rejected',
  'provider.unavailable',
  'provider.invalid_response',
]);

/** Which fields of the request the failure is about, as far as that is known. */
export function blameOf(
  code: ErrorCode,
  status: number | null,
  said: { readonly message: string | null; readonly code: string | null; readonly param: unknown },
  request: ModelRequest,
): Pick<GatewayErrorDetails, 'blamedParameters' | 'isUnexplained'> {
  if (isRefusal(code, status)) {
    const isUnexplained =
      typeof said.param !== 'string' && saysNothing(said.message) && namesNothing(said.code);
    return { blamedParameters: blamedParameters(request, said), isUnexplained };
  }
  return mayHideRefusal(code, status) ? { blamedParameters: refusedByName(request, said) } : {};
}

/** Some refuse a field of the request as if the model were missing, or they had failed. */
function mayHideRefusal(code: ErrorCode, status: number | null): boolean {
  return HIDING_CODES.has(code) && (status === null || status === 400 || status === 404 || status >= 500);
}

/** One that may be about single fields of the request; too long or of the wrong type is none of these. */
function isRefusal(code: ErrorCode, status: number | null): boolean {
  return code === 'provider.rejected' && (status === null || status === 400 || status === 422);
}

import { ERROR_TRAITS, GatewayError } from '../../common/errors.js';
import type { ErrorCode } from '../../common/errors.js';
import { isProviderFault } from './provider-fault.js';

describe('isProviderFault', () => {
  it('counts what says that the model is out of order, and nothing else', () => {
    const codes = Object.keys(ERROR_TRAITS) as ErrorCode[];
    expect(codes.filter((code) => isProviderFault(new GatewayError(code, 'It failed.')))).toEqual([
      'provider.unavailable',
      'provider.unreachable',
      'provider.invalid_response',
      'provider.timed_out',
    ]);
  });
});

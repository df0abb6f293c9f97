import { ACME_CALL } from './testing/acme-call.js';
import { fromTransportFailure } from './upstream-failure.js';

const failing = (code: string) => Object.assign(new Error('connect'), { code });

describe('fromTransportFailure', () => {
  it.each(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL'])(
    'blames the gateway, and no provider, for %s: 503, uncounted, and no word of the provider',
    (code) => {
      const error = fromTransportFailure(failing(code), ACME_CALL);
      expect(error).toMatchObject({ code: 'gateway.exhausted', httpStatus: 503, isUncounted: true });
      expect(error?.traits).toMatchObject({ breaker: false, keyCooldown: 'none' });
      expect(error?.message).not.toContain('Acme');
    },
  );

  it('blames the provider where it refuses the connection', () => {
    expect(fromTransportFailure(failing('ECONNREFUSED'), ACME_CALL)).toMatchObject({
      code: 'provider.unreachable',
      message: expect.stringContaining('Acme API error: ') as string,
    });
  });

  it('knows nothing of what is none of the transport’s', () => {
    expect(fromTransportFailure(new Error('x'), ACME_CALL)).toBeNull();
  });
});

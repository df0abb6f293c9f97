import { GatewayError } from '../common/errors.js';
import { ownCount } from './own-count.js';

describe('tokens as a provider counts them', () => {
  it('are not told where nothing is at its address', async () => {
    const error = new GatewayError('provider.invalid_response', 'check the base URL', { isLasting: true });
    expect(await ownCount(Promise.reject(error))).toBeNull();
  });

  it('are refused where a limit of the gateway lets no call in', async () => {
    const error = new GatewayError('limit.exceeded', 'lets none in', { isLasting: true });
    await expect(ownCount(Promise.reject(error))).rejects.toBe(error);
  });
});

import { toErrorEnvelope } from './error-envelope.js';
import { GatewayError } from '../../common/errors.js';

describe('toErrorEnvelope', () => {
  it('has its keys in the order of the wire', () => {
    const error = new GatewayError('request.invalid', 'temperature must be at most 2.', {
      param: 'temperature',
    });
    expect(JSON.stringify(toErrorEnvelope(error, { model: 'gpt-4o', requestId: 'r-1' }))).toBe(
      '{"status":"error","message":"temperature must be at most 2.","model":"gpt-4o",' +
        '"error":{"code":"request.invalid","type":"request","retryable":false,"param":"temperature"},"request_id":"r-1"}',
    );
  });

  it('says "unknown" where no model was determined, leaves out param, and never shows the cause', () => {
    const error = new GatewayError('provider.unavailable', 'OpenAI API error: 503.', {
      cause: new Error('sk-secret'),
    });
    const envelope = toErrorEnvelope(error, { requestId: 'r-2' });
    expect(envelope.model).toBe('unknown');
    expect(envelope.error).toEqual({ code: 'provider.unavailable', type: 'provider', retryable: true });
    expect(JSON.stringify(envelope)).not.toContain('sk-secret');
  });
});

import { inspect } from 'node:util';
import { GatewayError } from '../../common/errors.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import type { CallReport } from '../../completions/completion-outcome.js';
import { oneProvider } from '../../completions/testing/one-provider.js';
import type { CallOrigin } from '../../completions/call-origin.js';
import { RecentCalls } from './recent-calls.js';

describe('RecentCalls', () => {
  it('keeps what a call came to, and nothing of its request', async () => {
    const { complete, reports } = oneProvider();
    await complete();
    const [report] = reports as [CallReport];
    const origin = { surface: 'openai', body: { prompt: 'canary prompt' } } as unknown as CallOrigin;
    const recent = new RecentCalls(new ManualClock());
    recent.ended({ ...report, origin });
    expect(recent.newest(10, null)).toMatchObject([{ request_id: 'r-1', outcome: 'ok' }]);
    expect(inspect(recent, { depth: Infinity })).not.toContain('canary');
  });

  it('keeps the codes of errors, and no error', async () => {
    const { complete, provider, reports } = oneProvider();
    provider.answer = () => Promise.reject(new GatewayError('provider.rejected', 'canary'));
    await expect(complete()).rejects.toThrow('canary');
    const recent = new RecentCalls(new ManualClock());
    recent.ended(reports[0] as CallReport);
    const error_code = 'provider.rejected';
    expect(recent.newest(10, null)).toMatchObject([{ error_code, status: 400, attempts: [{ error_code }] }]);
    // An error that is never shown holds what its functions had at hand, the body of the request among it.
    expect(inspect(recent, { depth: Infinity })).not.toContain('canary');
  });
});

import { inspect } from 'node:util';
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
});

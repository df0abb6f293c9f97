import { inspect } from 'node:util';
import { GatewayError } from '../../common/errors.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { OPEN_GATE } from '../../completions/call-gate.js';
import type { CallReport } from '../../completions/completion-outcome.js';
import { oneProvider } from '../../completions/testing/one-provider.js';
import type { CallOrigin } from '../../completions/call-origin.js';
import type { Completion } from '../../port/canonical.js';
import { completionOf } from '../../port/testing/fake-llm-provider.js';
import { WatchedGate } from '../gate/watched-gate.js';
import type { CallFilter } from './call-filters.js';
import { RecentCalls } from './recent-calls.js';

const AT_GATE = {
  operation: 'chat',
  isStream: false,
  isFirstTry: false,
  atMs: 0,
  prepared: () => [],
} as const;

describe('RecentCalls', () => {
  it('keeps what a call came to, and nothing of its request', async () => {
    const { complete, reports } = oneProvider();
    await complete();
    const [report] = reports as [CallReport];
    const origin = { surface: 'openai', body: { prompt: 'canary prompt' } } as unknown as CallOrigin;
    const recent = new RecentCalls(new ManualClock());
    const sound = {
      prompt_tokens_details: { audio_tokens: 2 },
      completion_tokens_details: { audio_tokens: 3 },
    };
    recent.ended({ ...report, origin, usage: { ...report.usage!, ...sound } });
    expect(recent.newest(10, null)).toMatchObject([
      { request_id: 'r-1', outcome: 'ok', tokens: { audio: 5 } },
    ]);
    expect(inspect(recent, { depth: Infinity })).not.toContain('canary');
  });

  it('tells of calls before they end, and nothing of what they ask', async () => {
    const { complete, provider, reports, service } = oneProvider();
    const recent = new RecentCalls(new ManualClock());
    service.observe(recent);
    service.guardBy(new WatchedGate(OPEN_GATE, recent));
    const { promise: answered, resolve: answer } = Promise.withResolvers<Completion>();
    provider.answer = () => answered;
    const call = complete();
    expect(recent.newest(10, null)).toMatchObject([
      { id: 'r-1', outcome: 'pending', ended_at: null, model_asked: 'small', provider: 'acme', attempts: [] },
    ]);
    expect(recent.newest(10, 'somebody-else')).toEqual([]);
    expect(inspect(recent, { depth: Infinity })).not.toContain('Hello');
    answer(completionOf('Hi'));
    await call;
    expect(recent.newest(10, null)).toMatchObject([{ id: 'r-1', outcome: 'ok' }]);
    expect(reports).toHaveLength(1);
  });

  it('tells calls apart whose callers sent the same id of a request', async () => {
    const { callOf, complete, reports } = oneProvider();
    await complete();
    const [report] = reports as [CallReport];
    const recent = new RecentCalls(new ManualClock());
    const ids = () => recent.newest(10, null).map((call) => (call as { readonly id: string }).id);
    for (const requestId of ['r-1', 'r-1', 'r-2', 'r-1']) recent.ended({ ...report, requestId });
    expect(ids()).toEqual(['r-1', 'r-2', 'r-1.2', 'r-1.1']);
    recent.began({ ...AT_GATE, call: callOf('small'), context: { requestId: 'r-1' } });
    expect(ids()).toEqual(['r-1', 'r-1.4', 'r-2', 'r-1.2', 'r-1.1']);
  });

  it('leaves the oldest out where too many calls are under way', () => {
    const { callOf } = oneProvider();
    const recent = new RecentCalls(new ManualClock());
    for (let at = 0; at <= 200; at += 1)
      recent.began({ ...AT_GATE, call: callOf('small'), context: { requestId: `r-${at}` } });
    const ids = (recent.newest(1_000, null) as readonly { readonly id: string }[]).map(({ id }) => id);
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([200, 'r-200', 'r-1']);
  });

  it('finds calls by when they began and what is known of them, before so many are taken', async () => {
    const { complete, reports } = oneProvider();
    await complete();
    const [report] = reports as [CallReport];
    const recent = new RecentCalls(new ManualClock());
    const atMs = Date.parse('2026-11-29T12:00:00Z');
    const origin = { surface: 'openai', session: 's-1' } as unknown as CallOrigin;
    for (const [hours, more] of [
      [0, { origin }],
      [1, { routeId: 'steady' }],
      [2, {}],
    ] as const)
      recent.ended({ ...report, requestId: `r-${hours}`, startedAtMs: atMs + hours * 3_600_000, ...more });
    const found = (filter: CallFilter, limit = 10) =>
      recent.newest(limit, null, filter).map((call) => (call as { readonly id: string }).id);
    expect(found({ fromMs: atMs + 3_600_000 })).toEqual(['r-2', 'r-1']);
    expect(found({ toMs: atMs + 3_600_000 }, 1)).toEqual(['r-0']);
    expect(found({ session: 's-1', surface: 'openai', provider: 'acme', outcome: 'ok' })).toEqual(['r-0']);
    expect(found({ model: 'small' }, 1)).toEqual(['r-2']);
    for (const filter of [{ user: 'ann' }, { model: 'large' }, { outcome: 'failed' }])
      expect(found(filter)).toEqual([]);
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

import { GatewayError } from '../../../common/errors.js';
import { Redactor } from '../../../common/redaction/redactor.js';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import type { CallReport } from '../../../completions/completion-outcome.js';
import { CHAT_COMPLETION } from '../../../completions/operations.js';
import { Transcript } from '../../../completions/transcripts/transcript.js';
import { NO_CAPTURE_CONFIG } from '../../../config/capture-config.js';
import { migrate } from '../../../storage/migrate.js';
import type { Store } from '../../../storage/store.js';
import { AuditLog } from '../../audit/audit-log.js';
import { newCallId } from '../../ledger/call-id.js';
import { LedgerRetention } from '../../ledger/ledger-retention.js';
import { closedRow, openRow, writerOf } from '../../ledger/testing/call-rows.js';
import { CaptureLooks } from '../capture-looks.js';
import { CaptureRetention } from '../capture-retention.js';
import { CaptureRules } from '../capture-rules.js';
import { Captures } from '../captures.js';

const NOW_MS = Date.parse('2026-11-29T12:30:00Z');
const DAY_MS = 86_400_000;
const ADMIN = { name: 'admin', address: 'local' };
const FINE = { error: null, outcome: 'finished' } as CallReport;
const failed = (code: 'provider.unavailable' | 'client.gone') =>
  ({
    error: new GatewayError(code, 'canary'),
    outcome: code === 'client.gone' ? 'cancelled' : 'failed',
  }) as CallReport;

/** What is kept on any store. @param open an empty one, that nobody else uses. */
export function describeCaptures(name: string, open: () => Promise<Store>): void {
  describe(`captures in ${name}`, () => {
    let store: Store;
    const clock = new ManualClock(NOW_MS);
    const lost: unknown[] = [];
    beforeAll(async () => {
      store = await open();
      await migrate(store);
    });
    afterAll(() => store.close());
    beforeEach(async () => {
      lost.length = 0;
      for (const table of ['captures', 'audit'] as const) await store.db.deleteFrom(table).execute();
    });

    const keeping = (mode: 'all' | 'errors', into: Store = store, maxBytes = 1_000) => {
      const rules = new CaptureRules({ ...NO_CAPTURE_CONFIG, mode }, 'seed');
      const onLost = (error: unknown) => void lost.push(error);
      const redactor = new Redactor([]);
      const captures = new Captures({ store: into, clock, rules, maxBytes, redactor, onLost });
      const retention = new CaptureRetention(store, clock, 7, onLost);
      return { captures, retention, looks: new CaptureLooks(store, clock, captures, retention) };
    };
    const transcript = (content = 'hello \u0000 🙂') =>
      new Transcript(
        { request: { model: 'm', messages: [{ role: 'user', content }] }, routeId: null } as never,
        { requestId: 'r', signal: new AbortController().signal },
        CHAT_COMPLETION,
        1_000,
      );

    it('shows what was kept, and writes each look into the audit', async () => {
      const { captures, looks } = keeping('all');
      const id = newCallId(NOW_MS);
      captures.ended(transcript(), FINE, id);
      expect(await looks.isKept(id)).toBe(true);
      expect(await looks.look(ADMIN, id)).toEqual({
        callId: id,
        mode: 'all',
        capturedAtMs: NOW_MS,
        request: { model: 'm', messages: [{ role: 'user', content: 'hello \u0000 🙂' }] },
        sent: null,
        answer: null,
        error: null,
        truncated: [],
      });
      const other = newCallId(NOW_MS);
      expect([await looks.look(ADMIN, other), await looks.isKept(other)]).toEqual([null, false]);
      expect(await new AuditLog(store).list(10, null)).toMatchObject([
        { action: 'capture.look', target: `call:${id}`, actor: ADMIN },
      ]);
    });

    it('keeps errors alone where that is said, and no callers who left', async () => {
      const { captures } = keeping('errors');
      const failure = newCallId(NOW_MS);
      captures.ended(transcript(), FINE, newCallId(NOW_MS));
      captures.ended(transcript(), failed('client.gone'), newCallId(NOW_MS));
      captures.ended(transcript(), failed('provider.unavailable'), failure);
      captures.ended(transcript(), failed('provider.unavailable'), null);
      await captures.settled();
      const rows = await store.db.selectFrom('captures').select('call_id').execute();
      expect(rows).toEqual([{ call_id: failure }]);
    });

    it('shows nothing that is over, and deletes it', async () => {
      const { captures, looks, retention } = keeping('all');
      const [old, young] = [newCallId(NOW_MS - 8 * DAY_MS), newCallId(NOW_MS - 6 * DAY_MS)];
      for (const id of [old, young]) captures.ended(transcript(), FINE, id);
      expect([await looks.look(ADMIN, old), (await looks.look(ADMIN, young))?.callId]).toEqual([null, young]);
      expect([await looks.isKept(old), await looks.isKept(young)]).toEqual([false, true]);
      expect(await retention.deleteBatch()).toBe(false);
      const rows = await store.db.selectFrom('captures').select('call_id').execute();
      expect(rows).toEqual([{ call_id: young }]);
    });

    it('deletes it with its call', async () => {
      const { captures } = keeping('all');
      const id = newCallId(NOW_MS - 3 * DAY_MS);
      const writer = await writerOf(store);
      await writer.open(openRow({ id }));
      await writer.close({ row: closedRow({ id }), attempts: [], windows: [], changes: [] });
      await store.settled();
      captures.ended(transcript(), FINE, id);
      await captures.settled();
      await new LedgerRetention(store, clock, 2, () => undefined).deleteBatch();
      expect(await store.db.selectFrom('captures').select('call_id').execute()).toEqual([]);
    });

    it('lets no answer wait for a store that is slow or away, and tells of what was lost', async () => {
      const away = { ...store, db: store.db, write: () => Promise.reject(new Error('away')) } as Store;
      const { captures } = keeping('all', away, 10_000_000);
      for (let call = 0; call < 4; call += 1) captures.ended(transcript(), FINE, newCallId(NOW_MS));
      expect(lost).toEqual([null, null]);
      await captures.settled();
      expect(lost).toEqual([null, null, expect.any(Error), expect.any(Error)]);
    });
  });
}

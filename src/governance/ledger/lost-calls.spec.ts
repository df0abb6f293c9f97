import { setImmediate as nextTurn } from 'node:timers/promises';
import { GatewayError } from '../../common/errors.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import type { CallReport } from '../../completions/completion-outcome.js';
import { callOf } from '../../completions/testing/call-stage.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider } from '../../port/testing/fake-llm-provider.js';
import type { OnNotWritten } from '../../storage/journal/gathered-records.js';
import type { SpendWindow } from '../budgets/spend-window.js';
import { spenderOf } from '../gate/request-facts.js';
import { callAtGate } from '../testing/call-at-gate.js';
import type { LateCalls } from './late-calls.js';
import { Ledger } from './ledger.js';

const asked = callAtGate(callOf([new FakeLlmProvider(ACME, ACME_SETTINGS)]));
const ENDED = { attempts: [], cost: { usd: null }, error: null, waitedMs: 0, warnings: [] };
const report = ENDED as unknown as CallReport;
const FULL = new Error('The disk is full.');
const WINDOW: SpendWindow = {
  scope: { kind: 'everything', id: '' },
  per: 'total',
  startMs: 0,
  endMs: null,
  spent: 1n,
  reserved: 0n,
};

/** A ledger whose beginnings are refused while the test says so, in tables of one process or of several. */
function stage(isShared: boolean) {
  const told: string[] = [];
  const underWay = isShared ? new Set<string>() : null;
  let isFull = true;
  let gate = Promise.resolve();
  const writer = {
    isSoon: !isShared,
    open: async (_row: unknown, listener?: OnNotWritten) => {
      await gate;
      told.push(isFull ? 'refused' : 'begun');
      if (isFull) listener?.(FULL);
    },
    close: () => (told.push('ended'), null),
    drop: () => null,
  };
  const add = (_late: unknown, error?: Error) => void told.push(error ? `later: ${error.message}` : 'later');
  const ledger = new Ledger({
    writer,
    clock: new ManualClock(),
    node: 'n',
    late: isShared ? ({ add } as unknown as LateCalls) : null,
    onLost: () => undefined,
    onLostCall: () => void told.push('lost'),
    onDelayed: () => undefined,
    underWay,
  });
  return {
    told,
    underWay,
    open: () => ledger.open(asked, spenderOf(asked), 0n, []),
    refuse: () => ledger.refused(asked, spenderOf(asked), new GatewayError('limit.exceeded', 'Later.')),
    makeRoom: () => void (isFull = false),
    holdBack: (until: Promise<void>) => void (gate = until),
  };
}

type Begun = ReturnType<ReturnType<typeof stage>['open']>;

async function end({ entry }: Begun, windows = [] as SpendWindow[], isUnsure = false) {
  await entry.close(report, null, { windows, changes: [], cost: 0n, isUnsure });
}

describe('a call that was let in without its row', () => {
  it('is told as lost where it cannot be written at its end either', async () => {
    const { told, open } = stage(false);
    const opened = open();
    await opened.written;
    await end(opened);
    expect(told).toEqual(['refused', 'refused', 'lost']);
  });

  it('has its row where it can be written at its end', async () => {
    const { told, open, makeRoom } = stage(false);
    const opened = open();
    await opened.written;
    makeRoom();
    await end(opened);
    expect(told).toEqual(['refused', 'begun', 'ended']);
  });

  it('is charged to budgets that came up meanwhile, lost or not', async () => {
    const { told, open } = stage(false);
    const opened = open();
    await opened.written;
    await end(opened, [WINDOW]);
    expect(told).toEqual(['refused', 'refused', 'lost', 'ended']);
  });

  it('is written as a whole later, where several nodes share the tables', async () => {
    const { told, underWay, open, makeRoom } = stage(true);
    const opened = open();
    await opened.written;
    makeRoom();
    await end(opened);
    expect(told).toEqual(['refused', 'later: The disk is full.']);
    expect(underWay).toEqual(new Set([opened.entry.id]));
  });

  it('does not end there before it is known whether it has begun', async () => {
    const { told, underWay, open, holdBack, makeRoom } = stage(true);
    const { promise, resolve } = Promise.withResolvers<void>();
    holdBack(promise);
    const ended = end(open());
    await nextTurn();
    expect([told, underWay!.size]).toEqual([[], 1]);
    makeRoom();
    resolve();
    await ended;
    expect([told, underWay!.size]).toEqual([['begun', 'ended'], 0]);
  });

  it('ends later where its row alone says what is reserved for it', async () => {
    const { told, underWay, open, makeRoom } = stage(true);
    makeRoom();
    const opened = open();
    await opened.written;
    await end(opened, [WINDOW], true);
    expect([told, underWay!.size]).toEqual([['begun', 'later'], 1]);
  });

  it('is not under way where it was refused, and nothing of it is written', () => {
    const { underWay, open } = stage(true);
    open().entry.abandon();
    expect(underWay!.size).toBe(0);
  });

  it('is under way until it is written where it was refused, since its end may come behind its beginning', async () => {
    const { underWay, holdBack, refuse } = stage(true);
    const { promise, resolve } = Promise.withResolvers<void>();
    holdBack(promise);
    refuse();
    expect(underWay!.size).toBe(1);
    resolve();
    await nextTurn();
    expect(underWay!.size).toBe(0);
  });
});

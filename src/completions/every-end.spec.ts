import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Logger } from '@nestjs/common';
import { GatewayError, toGatewayError } from '../common/errors.js';
import { ManualClock } from '../common/testing/manual-clock.js';
import { seededRandom } from '../common/testing/seeded-random.js';
import type { CompletionUsage } from '../port/canonical.js';
import { ACME, ACME_SETTINGS } from '../port/testing/fake-llm-provider.js';
import type { CompletionCall } from './completion-call.js';
import type { AttemptReport, CallReport } from './completion-outcome.js';
import { completionsWith, RETRYING } from './testing/completions-with.js';
import {
  CountedUpstream,
  type AttemptScript,
  type Ending,
  type Piece,
  type SentAttempt,
} from './testing/counted-upstream.js';
import { driven } from './testing/driven.js';

const CALLS = 10_000;
const PATIENCE_MS = 5_000;
/** Longer than both waits between attempts. */
const TIMEOUT_MS = 2_000;
const PROMPT = 'x'.repeat(42);
const USD_PER_MILLION = { input: 3, output: 7 };

/** What becomes of a stream with its reader, once he has read so many parts. */
type Reading = 'all' | 'leaves' | 'forgets' | 'aborts';

interface Plan {
  readonly isStream: boolean;
  readonly scripts: readonly AttemptScript[];
  readonly reading: Reading;
  readonly readParts: number;
  readonly observerThrows: boolean;
  readonly callerThrows: boolean;
}

const random = seededRandom(20_261_128);
const upTo = (limit: number) => Math.floor(random() * limit);
const oneOf = <T>(...values: readonly T[]) => values[upTo(values.length)] as T;
const tokens = (input: number, output: number): CompletionUsage => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
});
const drawUsage = () => tokens(upTo(1_000), upTo(1_000));

function drawPieces(withWords: boolean): Piece[] {
  const kinds = withWords
    ? (['role', 'count', 'text', 'text', 'thought', 'call', 'refusal'] as const)
    : (['role', 'count'] as const);
  return Array.from({ length: upTo(6) }, (): Piece => {
    const kind = oneOf<Piece['kind']>(...kinds);
    if (kind === 'role') return { kind };
    return kind === 'count' ? { kind, usage: drawUsage() } : { kind, characters: 1 + upTo(50) };
  });
}

function drawScript(withWords: boolean, ...endings: readonly Ending[]): AttemptScript {
  return {
    pieces: drawPieces(withWords),
    ending: oneOf(...endings),
    usage: random() < 0.8 ? drawUsage() : null,
  };
}

/** Up to two attempts that fail before a word, and one with any end. */
function drawPlan(): Plan {
  const before = Array.from({ length: Math.max(0, upTo(5) - 2) }, () =>
    drawScript(false, 'refused', 'cut', 'stops'),
  );
  return {
    isStream: random() < 0.7,
    scripts: [...before, drawScript(true, 'good', 'good', 'good', 'refused', 'cut', 'stops', 'hangs')],
    reading: oneOf<Reading>('all', 'all', 'leaves', 'forgets', 'aborts'),
    readParts: upTo(4),
    observerThrows: random() < 0.2,
    callerThrows: random() < 0.1,
  };
}

/** By the upstream's books: what an attempt has to be billed, and whether that is an estimate. */
function owed({ usage, characters, wasRefused, wasWhole }: SentAttempt): [CompletionUsage | null, boolean] {
  if (usage === null && wasRefused && characters === 0) return [null, false];
  const isEarly = !wasWhole && usage?.completion_tokens === 0 && characters > 0;
  if (usage !== null && !isEarly) return [usage, false];
  return [tokens(usage?.prompt_tokens ?? Math.ceil(PROMPT.length / 4), Math.ceil(characters / 4)), true];
}

function costMicroUsd(usage: CompletionUsage | null): number {
  return (
    (usage?.prompt_tokens ?? 0) * USD_PER_MILLION.input +
    (usage?.completion_tokens ?? 0) * USD_PER_MILLION.output
  );
}

const billOf = (usage: CompletionUsage | null, isUsageEstimated: boolean) => ({
  usage,
  isUsageEstimated,
  microUsd: costMicroUsd(usage),
});

const toBill = ({
  usage,
  isUsageEstimated,
  cost,
}: Pick<AttemptReport, 'usage' | 'isUsageEstimated' | 'cost'>) => ({
  usage,
  isUsageEstimated,
  microUsd: Math.round(Number(cost.usd) * 1e6),
});

describe('every end of ten thousand calls', () => {
  const clock = new ManualClock(Date.parse('2026-11-28'));
  const service = completionsWith(clock, { ...RETRYING, breaker: null, readerPatienceMs: PATIENCE_MS });
  const observed: CallReport[] = [];
  const told: CallReport[] = [];
  let plan: Plan;

  beforeAll(() => {
    jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const thrower = () => {
      if (plan.observerThrows) throw new Error('an observer failed');
    };
    service.observe({ partGap: thrower, ended: thrower });
    service.observe({ partGap: () => undefined, ended: (report) => void observed.push(report) });
  });
  afterAll(() => jest.restoreAllMocks());

  async function read(call: CompletionCall, context: object, caller: AbortController): Promise<void> {
    const shared = { ...context, requestId: '-', signal: caller.signal };
    if (!plan.isStream) return void (await driven(clock, service.complete(call, shared)));
    const { parts } = await driven(clock, service.openStream(call, shared));
    for (let count = 0; plan.reading === 'all' || count < plan.readParts; count += 1) {
      if ((await driven(clock, parts.next())).done) return;
    }
    if (plan.reading === 'leaves') await parts.return?.();
    if (plan.reading === 'forgets') clock.advance(PATIENCE_MS);
    if (plan.reading === 'aborts') caller.abort(new GatewayError('client.gone', 'Left.'));
  }

  /** The call to its end: what its upstream sent, and the code that its caller saw. */
  async function play(index: number): Promise<{ sent: SentAttempt[]; code: string | null }> {
    const prices = new Map([['acme-1', { input_usd_per_million: '3', output_usd_per_million: '7' }]]);
    const definition = { ...ACME, id: `acme-${index}` };
    const upstream = new CountedUpstream(definition, { ...ACME_SETTINGS, prices }, plan.scripts);
    const call: CompletionCall = {
      targets: [{ provider: upstream, model: 'acme-1' }],
      routeId: null,
      request: { model: 'acme-1', messages: [{ role: 'user', content: PROMPT }] },
      parameters: { defaults: {}, isStrict: false },
    };
    const onEnded = (report: CallReport) => {
      told.push(report);
      if (plan.callerThrows) throw new Error('a caller failed');
    };
    const caller = new AbortController();
    const code = await read(call, { timeoutMs: TIMEOUT_MS, onEnded }, caller).then(
      () => null,
      (error: unknown) => toGatewayError(error).code,
    );
    await nextTurn();
    return { sent: upstream.sent, code };
  }

  /** What the reports of one call say, in the form of what they should. */
  const heard = () => ({
    reports: [told.length, observed.length, told[0] === observed[0]],
    attempts: told[0]?.attempts.map(toBill),
    total: told[0] && toBill(told[0]),
    code: told[0]?.error?.code ?? null,
  });

  /** By the upstream's books; `code` = what the caller saw, or what was reported where he saw nothing. */
  const truth = (sent: readonly SentAttempt[], code: string | null) => {
    const bills = sent.map((attempt) => owed(attempt));
    const counted = bills.flatMap(([usage]) => usage ?? []);
    const sum = (count: (usage: CompletionUsage) => number) =>
      counted.reduce((all, usage) => all + count(usage), 0);
    const total = tokens(
      sum((usage) => usage.prompt_tokens),
      sum((usage) => usage.completion_tokens),
    );
    return {
      reports: [1, 1, true],
      attempts: bills.map((bill) => billOf(...bill)),
      total: billOf(
        counted.length === 0 ? null : total,
        bills.some(([, isEstimated]) => isEstimated),
      ),
      code,
    };
  };

  it('is reported once, with what the upstream sent, attempt by attempt', async () => {
    const outcomes = new Map<string, number>();
    const wrong: object[] = [];
    for (let index = 0; index < CALLS; index += 1) {
      plan = drawPlan();
      observed.length = 0;
      told.length = 0;
      const { sent, code } = await play(index);
      const actual = heard();
      const expected = truth(sent, code ?? actual.code);
      if (!isDeepStrictEqual(actual, expected)) wrong.push({ index, plan, actual, expected });
      const [report] = told;
      const kind = `${report?.outcome}${sent.length > 1 ? ', tried again' : ''}`;
      outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
    const kinds = ['finished', 'failed', 'cancelled', 'timed-out'].flatMap((kind) => [
      kind,
      `${kind}, tried again`,
    ]);
    expect(kinds.filter((kind) => (outcomes.get(kind) ?? 0) < 100)).toEqual([]);
  });
});

import { sql, type SqlBool, type Transaction } from 'kysely';
import type { Clock } from '../../common/clock.js';
import { formatPicoUsd, type PicoUsd } from '../../common/pico-usd.js';
import type { Database } from '../../storage/database.js';
import type { Store } from '../../storage/store.js';
import { AuditLog, type Actor } from '../audit/audit-log.js';
import { Charges, ownChange, type SelectorSource } from '../budgets/charge-statements.js';
import { withParts } from '../ledger/call-detail.js';
import { idAt, newCallId } from '../ledger/call-id.js';
import { LedgerReader, type FoundCall } from '../ledger/ledger-reader.js';
import { ownedModel } from '../ledger/owned-model.js';
import type { NamedWindow } from '../ledger/ledger-rows.js';
import { spendersOfRows, type DeclaredKeys, type SpenderSource } from '../ledger/spender-of-row.js';
import { costAnew, type CostAnew, type ProviderSource } from './cost-anew.js';
import type { SpendCorrection } from './spend-correction.js';

/** So many calls in one transaction: other writers come between. */
const BATCH = 500;

/** Calls that are to be priced anew. Times in milliseconds since the Unix epoch. */
export interface RepricedWindow {
  readonly fromMs: number;
  /** Not in it. */
  readonly toMs: number;
  /** As it was sent, or as it answered. */
  readonly model: string;
  /** `null` = any. */
  readonly provider: string | null;
}

export interface RepricerOptions {
  readonly providerOf: ProviderSource;
  readonly spending: SpendCorrection;
  readonly selectorsOf: SelectorSource;
  readonly declaredKeys: DeclaredKeys;
}

/** What came of it, as administrators are shown it. */
export type Repricing = Awaited<ReturnType<Repricer['reprice']>>;

/** Prices calls anew that were made before their price was known, or right; what they cost before stays to be seen. */
export class Repricer {
  private readonly audit: AuditLog;
  private readonly reader: LedgerReader;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly options: RepricerOptions,
  ) {
    this.audit = new AuditLog(store);
    this.reader = new LedgerReader(store);
  }

  /** In batches, each of them whole; asked once more, it changes what is left, or nothing. @throws what the store throws. */
  async reprice(actor: Actor, asked: RepricedWindow) {
    const atMs = this.clock.nowMs();
    const id = newCallId(atMs);
    const sum = { calls: 0, changed: 0, before: 0n, after: 0n };
    await this.begin(id, actor, { asked, atMs });
    for (let after = ''; ;) {
      const found = await this.batch(asked, after);
      const last = found.at(-1);
      if (!last) break;
      await this.priceAnew(id, found, sum);
      after = last.call.id;
    }
    const told = {
      id,
      at: new Date(atMs).toISOString(),
      ...inTimes(asked),
      calls: sum.calls,
      changed: sum.changed,
      cost_before_usd: formatPicoUsd(sum.before),
      cost_after_usd: formatPicoUsd(sum.after),
    };
    await this.store.db.transaction().execute(async (transaction) => {
      const { calls, changed, before: cost_before, after: cost_after } = sum;
      await transaction
        .updateTable('repricings')
        .set({ calls, changed, cost_before, cost_after })
        .where('id', '=', id)
        .execute();
      const act = { action: 'calls.reprice', target: `model:${asked.model}`, before: null, after: told };
      await this.audit.append(transaction, actor, act, atMs);
    });
    return told;
  }

  /**
   * Written before anything is changed: who asked for it, and the former costs, are on record even if the process ends
   * halfway.
   */
  private async begin(
    id: string,
    actor: Actor,
    { asked, atMs }: { readonly asked: RepricedWindow; readonly atMs: number },
  ): Promise<void> {
    const { fromMs: from_at, toMs: to_at, model, provider } = asked;
    const nothing = { calls: 0, changed: 0, cost_before: 0n, cost_after: 0n };
    await this.store.db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('repricings')
        .values({ id, at: atMs, actor: actor.name, from_at, to_at, model, provider, ...nothing })
        .execute();
      const act = { action: 'calls.reprice_begin', before: null, after: { id, ...inTimes(asked) } };
      await this.audit.append(transaction, actor, { ...act, target: `model:${model}` }, atMs);
    });
  }

  private async batch(asked: RepricedWindow, after: string): Promise<readonly FoundCall[]> {
    const { fromMs, toMs, provider } = asked;
    await this.store.settled();
    let query = this.store.db
      .selectFrom('calls')
      .select('id')
      .where('id', '>=', idAt(fromMs))
      .where('id', '<', idAt(toMs))
      .where('id', '>', after)
      .where('outcome', 'not in', ['pending', 'refused', 'unknown'])
      .where(this.isMeant(asked));
    if (provider !== null) query = query.where('provider', '=', provider);
    const rows = await query.orderBy('id').limit(BATCH).execute();
    return this.reader.byIds(rows.map(({ id }) => id));
  }

  private isMeant({ model, provider }: RepricedWindow) {
    const owned = provider === null ? ownedModel(model, (id) => this.options.providerOf(id) !== null) : null;
    if (owned === null) return isOfModel(model);
    const { name } = owned;
    return sql<SqlBool>`(provider = ${owned.provider} and (model_sent = ${name} or model_answered = ${name}))`;
  }

  private async priceAnew(repricingId: string, found: readonly FoundCall[], sum: Sum): Promise<void> {
    const corrections = found.flatMap((each): Correction[] => {
      const anew = costAnew(each, this.options.providerOf);
      sum.calls += 1;
      sum.before += each.call.cost ?? 0n;
      sum.after += each.call.cost ?? 0n;
      return anew && isOther(each, anew) ? [{ call: each.call, anew }] : [];
    });
    if (corrections.length === 0) return;
    const done: Correction[] = [];
    await this.options.spending.with(async (transaction) => {
      for (const each of corrections) if (await correct(transaction, repricingId, each)) done.push(each);
      const charges = new Charges(this.options.selectorsOf);
      const calls = done.map(({ call }) => call);
      const spenderOf = await spendersOfRows(transaction, calls, this.options.declaredKeys);
      for (const each of done) charge(charges, each, spenderOf);
      return charges;
    });
    sum.changed += done.length;
    for (const each of done) sum.after += moreOf(each);
  }
}

/** As it was sent or answered, with its provider before it or without. */
function isOfModel(model: string) {
  return sql<SqlBool>`(model_sent = ${model} or model_answered = ${model}
    or provider || '/' || model_sent = ${model} or provider || '/' || model_answered = ${model})`;
}

function inTimes({ fromMs, toMs, model, provider }: RepricedWindow) {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), model, provider };
}

/** A call that costs something else than its row says. */
interface Correction {
  readonly call: FoundCall['call'];
  readonly anew: CostAnew;
}

interface Sum {
  calls: number;
  changed: number;
  before: PicoUsd;
  after: PicoUsd;
}

function isOther({ call }: FoundCall, { cost, priceVersion }: CostAnew): boolean {
  return call.cost !== cost || call.price_version !== priceVersion;
}

function moreOf({ call, anew }: Correction): PicoUsd {
  return anew.cost - (call.cost ?? 0n);
}

/** In all windows of its scopes: it was charged to each, or was in the sum that opened it. */
function charge(charges: Charges, correction: Correction, spenderOf: SpenderSource): void {
  const { call } = correction;
  const cost = moreOf(correction);
  const own = namedWindows(call.windows);
  charges.add(
    own.map((place) => ownChange(place, { spent: cost, reserved: 0n })),
    { spender: spenderOf(call), atMs: call.started_at, cost },
  );
}

function namedWindows(text: string | null): readonly NamedWindow[] {
  return text === null ? [] : (JSON.parse(text) as readonly NamedWindow[]);
}

/** @returns `false` = somebody else has priced it anew since it was read. */
async function correct(
  transaction: Transaction<Database>,
  repricing_id: string,
  { call, anew }: Correction,
): Promise<boolean> {
  const { id: call_id, cost: before, cost_source, computed_cost, price_version } = call;
  const source = call.is_estimated === 1 ? 'estimate' : anew.isOperators ? 'operator' : 'price_table';
  const detail = withParts(call.detail, anew.parts);
  const { numAffectedRows } = await sql`update calls set cost = ${anew.cost}, computed_cost = ${anew.cost},
    cost_source = ${source}, price_version = ${anew.priceVersion}, detail = ${detail} where id = ${call_id}
    and cost is not distinct from ${before} and price_version is not distinct from ${price_version}`.execute(
    transaction,
  );
  if (numAffectedRows !== 1n) return false;
  await transaction
    .insertInto('repriced_calls')
    .values({ repricing_id, call_id, cost: before, cost_source, computed_cost, price_version })
    .execute();
  return true;
}

import { randomUUID } from 'node:crypto';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Clock } from '../common/clock.js';
import type { CompletionsService } from '../completions/completions.service.js';
import { NO_CAPTURE_CONFIG, type CaptureConfig } from '../config/capture-config.js';
import { NO_SPENDING_CONFIG, type SpendingConfig } from '../config/spending-config.js';
import type { PriceBook } from '../pricing/price-book.js';
import type { Store } from '../storage/store.js';
import type { OutputLimits } from './bounds/worst-case.js';
import { BudgetBook } from './budgets/budget-book.js';
import { BudgetStates } from './budgets/budget-states.js';
import { SpendingRules } from './budgets/spending-rules.js';
import { GovernanceExplainer } from './gate/governance-explainer.js';
import { ReplayGate } from './gate/replay-gate.js';
import type { RouteSource } from './gate/downgrade.js';
import { GovernanceGate } from './gate/governance-gate.js';
import { WatchedGate } from './gate/watched-gate.js';
import type { MoneyTally } from './alerts/money-tally.js';
import type { WebhookTarget } from './alerts/webhook.js';
import type { Books } from './books.js';
import type { Identity } from './identity/identity.js';
import { Standing } from './standing.js';
import { RecentCalls } from './ledger/recent-calls.js';
import type { LimitStore } from './limits/limit-store.js';
import { lazy } from '../common/lazy.js';

const keeping = lazy(() => require('./books.js') as typeof import('./books.js'));

export interface GovernanceOptions {
  readonly completions: CompletionsService;
  readonly outputLimits: OutputLimits;
  readonly clock: Clock;
  /** `null` = nothing outlives the process. */
  readonly store: Store | null;
  readonly identity: Identity;
  readonly spending: SpendingConfig | undefined;
  readonly routes: RouteSource;
  readonly limits: LimitStore;
  readonly prices: PriceBook;
  readonly tally: MoneyTally;
  /** Who is told of budgets that run out; `null` = nobody. */
  readonly webhook: WebhookTarget | null;
  /** How long rows of calls are kept, in days; 0 = for ever. */
  readonly retentionDays: number;
  /** Told again and again how many nodes share the store, where several can. */
  readonly onNodes: (count: number) => void;
  /** Left out = nothing is kept of what is asked and answered, but of keys that say so. */
  readonly capture: CaptureConfig | undefined;
  /** What the gateway holds that is secret: masked in what is kept. */
  readonly secrets: readonly string[];
}

/** Who may spend what, and where it went: stands at the one door to the models. */
export class Governance implements OnModuleDestroy {
  private constructor(
    readonly book: BudgetBook,
    readonly books: Books | null,
    readonly recent: RecentCalls,
    readonly standing: Standing,
    readonly budgets: BudgetStates,
    readonly replays: ReplayGate,
  ) {}

  onModuleDestroy(): void {
    this.books?.close();
  }

  /** Behind it what a process before this one left open is settled. @throws what the store throws. */
  static async open({
    completions,
    outputLimits,
    clock,
    store,
    identity,
    spending,
    routes,
    limits,
    prices,
    tally,
    webhook,
    retentionDays,
    onNodes,
    capture = NO_CAPTURE_CONFIG,
    secrets,
  }: GovernanceOptions): Promise<Governance> {
    const config = spending ?? NO_SPENDING_CONFIG;
    const logger = new Logger('Governance');
    const node = randomUUID();
    const rules = new SpendingRules(config, identity.directory);
    const book = new BudgetBook((name, spender) => rules.isSelected(name, spender));
    const books =
      store &&
      (await keeping().openBooks(store, {
        budgetFail: config.budgetFail,
        book,
        prices,
        tally,
        webhook,
        clock,
        rules,
        declaredKeys: identity.declared.keys.map(({ key }) => key),
        node,
        logger,
        retentionDays,
        onNodes,
        capture,
        secrets,
      }));
    if (books) completions.readBy(books.kept.captures);
    const { unknownPrice, providerToolCalls } = config;
    const everybody = identity.directory;
    const bounds = { rules, everybody, book, limits, outputLimits, routes, unknownPrice, providerToolCalls };
    const gate = new GovernanceGate({ ...bounds, books });
    const recent = new RecentCalls(clock);
    if (store === null) completions.observe(recent);
    completions.guardBy(store === null ? new WatchedGate(gate, recent) : gate);
    const { loader = null } = books ?? {};
    const shared = books?.shared?.book ?? null;
    const budgets = new BudgetStates({ book, loader, shared });
    const standing = new Standing({ rules, budgets, limits });
    const dry = new GovernanceGate({ ...bounds, books: null, looksAt: budgets });
    completions.explainBy(new GovernanceExplainer({ gate: dry, standing, outputLimits, providerToolCalls }));
    const replays = new ReplayGate({ rules, everybody, budgets, limits, ledger: books?.ledger ?? null });
    return new Governance(book, books, recent, standing, budgets, replays);
  }
}

import { CLOCK, type Clock } from '../../common/clock.js';
import { Administration } from '../../governance/identity/administration.js';
import { CaptureLooks } from '../../governance/captures/capture-looks.js';
import type { Books } from '../../governance/books.js';
import { Governance } from '../../governance/governance.js';
import type { ProviderSource } from '../../governance/prices/cost-anew.js';
import { PriceAdministration } from '../../governance/prices/price-administration.js';
import { Repricer } from '../../governance/prices/repricing.js';
import { SelectorRecount } from '../../governance/prices/selector-recount.js';
import { SpendCorrection } from '../../governance/prices/spend-correction.js';
import { DestinationRegistry } from '../../routing/destination.registry.js';
import { Identity } from '../../governance/identity/identity.js';
import { STORE, type Store } from '../../storage/store.js';
import { AdminBudgets } from './admin-budgets.js';
import { NearEndBudgets } from './near-end-budgets.js';
import { AdminScopes } from './admin-scopes.js';
import { AuditController } from './audit.controller.js';
import { ConfigurationController } from './configuration.controller.js';
import { KeysController } from './keys.controller.js';
import { CapturesController } from './captures.controller.js';
import { PricesController } from './prices.controller.js';
import { RepricingController } from './repricing.controller.js';
import { KnownRoutes } from './known-routes.js';
import {
  BudgetsController,
  DefaultsController,
  TeamsController,
  UsersController,
} from './scopes.controllers.js';

/** What serves `/admin`; loaded where there are administrators. */
export const ADMIN_CONTROLLERS = [
  KeysController,
  TeamsController,
  UsersController,
  BudgetsController,
  DefaultsController,
  AuditController,
  PricesController,
  RepricingController,
  CapturesController,
  ConfigurationController,
];

/** What they need. There is a store where there are administrators. */
export const ADMIN_PROVIDERS = [
  {
    provide: Administration,
    useFactory: (store: Store, identity: Identity, { book, books }: Governance, clock: Clock) => {
      const spending = new SpendCorrection(store, book);
      const recount = new SelectorRecount(store, booksOf(books).loader, spending, clock);
      return new Administration(store, identity, clock, (...of) => recount.of(...of));
    },
    inject: [STORE, Identity, Governance, CLOCK],
  },
  {
    provide: PriceAdministration,
    useFactory: (store: Store, { books }: Governance, clock: Clock) =>
      new PriceAdministration(store, booksOf(books).prices, clock),
    inject: [STORE, Governance, CLOCK],
  },
  {
    provide: Repricer,
    useFactory: (
      store: Store,
      { book, books }: Governance,
      clock: Clock,
      destinations: DestinationRegistry,
    ) =>
      new Repricer(store, clock, {
        providerOf: providersOf(destinations),
        spending: new SpendCorrection(store, book),
        selectorsOf: booksOf(books).selectorsOf,
        declaredKeys: booksOf(books).declaredKeys,
      }),
    inject: [STORE, Governance, CLOCK, DestinationRegistry],
  },
  {
    provide: CaptureLooks,
    useFactory: ({ books }: Governance) => booksOf(books).kept.looks,
    inject: [Governance],
  },
  KnownRoutes,
  AdminBudgets,
  NearEndBudgets,
  AdminScopes,
];

function booksOf(books: Books | null): Books {
  if (books === null) throw new TypeError('there is a store where there are administrators');
  return books;
}

function providersOf({ providers }: DestinationRegistry): ProviderSource {
  return (id) => providers.find(({ definition }) => definition.id === id)?.provider ?? null;
}

import { CLOCK, type Clock } from '../../common/clock.js';
import { Administration } from '../../governance/identity/administration.js';
import { Identity } from '../../governance/identity/identity.js';
import { STORE, type Store } from '../../storage/store.js';
import { AdminBudgets } from './admin-budgets.js';
import { AdminScopes } from './admin-scopes.js';
import { AuditController } from './audit.controller.js';
import { KeysController } from './keys.controller.js';
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
];

/** What they need. There is a store where there are administrators. */
export const ADMIN_PROVIDERS = [
  {
    provide: Administration,
    useFactory: (store: Store, identity: Identity, clock: Clock) =>
      new Administration(store, identity, clock),
    inject: [STORE, Identity, CLOCK],
  },
  KnownRoutes,
  AdminBudgets,
  AdminScopes,
];

import type { ComponentType } from 'react';
import { seesAll, type Who } from '../api/who';
import { Audit } from './audit/audit';
import { Configuration } from './configuration/configuration';
import { Connect } from './connect/connect';
import { Keys } from './keys/keys';
import { OneKey } from './keys/one-key';
import { OwnKey } from './own-key/own-key';
import { OwnKeys } from './own-key/own-keys';
import { Playground } from './playground/playground';
import { Providers } from './providers/providers';
import { Request } from './requests/request';
import { Requests } from './requests/requests';
import { Scopes } from './scopes/scopes';
import { Sessions } from './sessions/sessions';
import { Spend } from './spend/spend';
import { Today } from './today/today';

interface PageEntry {
  /** Below /console. */
  readonly path: string;
  /** In the list of pages; left out = it is reached from another page. */
  readonly name?: string;
  readonly component: ComponentType;
  /** Whom it is for; left out = everybody. Viewers look at what administrators see. */
  readonly role?: Who['role'];
}

/** Every page, in the order of the list. */
const PAGES: readonly PageEntry[] = [
  { path: '/', name: 'Today', component: Today },
  { path: '/requests', name: 'Requests', component: Requests },
  { path: '/requests/:id', component: Request },
  { path: '/sessions', name: 'Sessions', component: Sessions },
  { path: '/spend', name: 'Spend', component: Spend },
  { path: '/own-key', name: 'Your key', component: OwnKey, role: 'user' },
  { path: '/own-keys', name: 'Your keys', component: OwnKeys, role: 'member' },
  { path: '/keys', name: 'Keys', component: Keys, role: 'admin' },
  { path: '/keys/:id', component: OneKey, role: 'admin' },
  { path: '/teams', name: 'Teams and users', component: Scopes, role: 'admin' },
  { path: '/providers', name: 'Providers', component: Providers },
  { path: '/playground', name: 'Playground', component: Playground },
  { path: '/connect', name: 'Connect', component: Connect },
  { path: '/configuration', name: 'Configuration', component: Configuration, role: 'admin' },
  { path: '/audit', name: 'Audit', component: Audit, role: 'admin' },
];

/** What somebody may look at. */
export function pagesFor(who: Who | undefined): readonly PageEntry[] {
  if (who === undefined || who.role === 'none') return [];
  return PAGES.filter(
    ({ role }) => role === undefined || role === who.role || (role === 'admin' && seesAll(who)),
  );
}

import { lazy, type ComponentType } from 'react';
import { seesAll, type Who } from '../api/who';

/** A page is loaded when somebody first goes there. @param name of what its module exports. */
const part = <Name extends string>(load: () => Promise<Readonly<Record<Name, ComponentType>>>, name: Name) =>
  lazy(async () => ({ default: (await load())[name] }));

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
  { path: '/', name: 'Today', component: part(() => import('./today/today'), 'Today') },
  { path: '/requests', name: 'Requests', component: part(() => import('./requests/requests'), 'Requests') },
  { path: '/requests/:id', component: part(() => import('./requests/request'), 'Request') },
  { path: '/sessions', name: 'Sessions', component: part(() => import('./sessions/sessions'), 'Sessions') },
  { path: '/spend', name: 'Spend', component: part(() => import('./spend/spend'), 'Spend') },
  {
    path: '/own-key',
    name: 'Your key',
    component: part(() => import('./own-key/own-key'), 'OwnKey'),
    role: 'user',
  },
  {
    path: '/own-keys',
    name: 'Your keys',
    component: part(() => import('./own-key/own-keys'), 'OwnKeys'),
    role: 'member',
  },
  { path: '/keys', name: 'Keys', component: part(() => import('./keys/keys'), 'Keys'), role: 'admin' },
  { path: '/keys/:id', component: part(() => import('./keys/one-key'), 'OneKey'), role: 'admin' },
  {
    path: '/teams',
    name: 'Teams and users',
    component: part(() => import('./scopes/scopes'), 'Scopes'),
    role: 'admin',
  },
  {
    path: '/providers',
    name: 'Providers',
    component: part(() => import('./providers/providers'), 'Providers'),
  },
  {
    path: '/playground',
    name: 'Playground',
    component: part(() => import('./playground/playground'), 'Playground'),
  },
  { path: '/connect', name: 'Connect', component: part(() => import('./connect/connect'), 'Connect') },
  {
    path: '/configuration',
    name: 'Configuration',
    component: part(() => import('./configuration/configuration'), 'Configuration'),
    role: 'admin',
  },
  { path: '/audit', name: 'Audit', component: part(() => import('./audit/audit'), 'Audit'), role: 'admin' },
];

/** What somebody may look at. */
export function pagesFor(who: Who | undefined): readonly PageEntry[] {
  if (who === undefined || who.role === 'none') return [];
  return PAGES.filter(
    ({ role }) => role === undefined || role === who.role || (role === 'admin' && seesAll(who)),
  );
}

import { lazy, type ComponentType } from 'react';
import { seesAll, type Who } from '../api/who';

/** A page is loaded when somebody first goes there. @param name of what its module exports. */
const part = <Name extends string>(
  load: () => Promise<Readonly<Record<Name, ComponentType>>>,
  name: Name,
) => ({ load, component: lazy(async () => ({ default: (await load())[name] })) });

interface PageEntry {
  /** Below /console. */
  readonly path: string;
  /** In the list of pages; left out = it is reached from another page. */
  readonly name?: string;
  readonly component: ComponentType;
  readonly load: () => Promise<unknown>;
  /** Whom it is for; left out = everybody. Viewers look at what administrators see. */
  readonly role?: Who['role'];
}

/** Every page, in the order of the list. */
const PAGES: readonly PageEntry[] = [
  { path: '/', name: 'Today', ...part(() => import('./today/today'), 'Today') },
  { path: '/requests', name: 'Requests', ...part(() => import('./requests/requests'), 'Requests') },
  { path: '/requests/:id', ...part(() => import('./requests/request'), 'Request') },
  { path: '/sessions', name: 'Sessions', ...part(() => import('./sessions/sessions'), 'Sessions') },
  { path: '/spend', name: 'Spend', ...part(() => import('./spend/spend'), 'Spend') },
  {
    path: '/own-key',
    name: 'Your key',
    ...part(() => import('./own-key/own-key'), 'OwnKey'),
    role: 'user',
  },
  {
    path: '/own-keys',
    name: 'Your keys',
    ...part(() => import('./own-key/own-keys'), 'OwnKeys'),
    role: 'member',
  },
  { path: '/keys', name: 'Keys', ...part(() => import('./keys/keys'), 'Keys'), role: 'admin' },
  { path: '/keys/:id', ...part(() => import('./keys/one-key'), 'OneKey'), role: 'admin' },
  {
    path: '/teams',
    name: 'Teams and users',
    ...part(() => import('./scopes/scopes'), 'Scopes'),
    role: 'admin',
  },
  {
    path: '/providers',
    name: 'Providers',
    ...part(() => import('./providers/providers'), 'Providers'),
  },
  {
    path: '/playground',
    name: 'Playground',
    ...part(() => import('./playground/playground'), 'Playground'),
  },
  { path: '/connect', name: 'Connect', ...part(() => import('./connect/connect'), 'Connect') },
  {
    path: '/configuration',
    name: 'Configuration',
    ...part(() => import('./configuration/configuration'), 'Configuration'),
    role: 'admin',
  },
  { path: '/audit', name: 'Audit', ...part(() => import('./audit/audit'), 'Audit'), role: 'admin' },
];

/** What somebody may look at. */
export function pagesFor(who: Who | undefined): readonly PageEntry[] {
  if (who === undefined || who.role === 'none') return [];
  return PAGES.filter(
    ({ role }) => role === undefined || role === who.role || (role === 'admin' && seesAll(who)),
  );
}

/** Loads the page at an address below /console while it is still asked who looks. */
export function loadAhead(address: string): void {
  const [first = ''] = address.split('/').filter(Boolean);
  const isDeeper = address.startsWith(`/${first}/`);
  const page = PAGES.find(({ path }) => path === (isDeeper ? `/${first}/:id` : `/${first}`));
  // where it cannot be had, the page says so once it is shown
  page?.load().catch(() => undefined);
}

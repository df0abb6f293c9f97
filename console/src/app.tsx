import { lazy, Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { holderOf, useWho } from './api/who';
import { Empty, Failure, Loading } from './parts/states';
import { Page } from './parts/page';
import { PartsMissing } from './parts/parts-missing';
import { pagesFor } from './pages/pages';
import { Shell } from './shell/shell';

const Login = lazy(async () => ({ default: (await import('./pages/login/login')).Login }));

/** The page by the address, within what all pages have around them. */
export function App() {
  const who = useWho();
  const [location] = useLocation();
  return (
    <Shell who={who.data}>
      {who.isPending ? (
        <Loading />
      ) : who.error ? (
        <Failure error={who.error} onRetry={() => void who.refetch()} />
      ) : who.data.role === 'none' ? (
        <Suspense fallback={<Loading />}>
          <Login />
        </Suspense>
      ) : (
        <PartsMissing key={`${holderOf(who.data)} ${location}`}>
          <Suspense fallback={<Loading />}>
            <Switch>
              {pagesFor(who.data).map(({ path, component }) => (
                <Route key={path} path={path} component={component} />
              ))}
              <Route>
                <Page title="Not found">
                  <Empty title="There is no page at this address.">The menu has those that there are.</Empty>
                </Page>
              </Route>
            </Switch>
          </Suspense>
        </PartsMissing>
      )}
    </Shell>
  );
}

import { Route, Switch } from 'wouter';
import { useWho } from './api/who';
import { Empty, Failure, Loading } from './parts/states';
import { Page } from './parts/page';
import { Login } from './pages/login/login';
import { pagesFor } from './pages/pages';
import { Shell } from './shell/shell';

/** The page by the address, within what all pages have around them. */
export function App() {
  const who = useWho();
  return (
    <Shell who={who.data}>
      {who.isPending ? (
        <Loading />
      ) : who.error ? (
        <Failure error={who.error} onRetry={() => void who.refetch()} />
      ) : who.data.role === 'none' ? (
        <Login />
      ) : (
        <Switch>
          {pagesFor(who.data).map(({ path, component }) => (
            <Route key={path} path={path} component={component} />
          ))}
          <Route>
            <Page title="Not found">
              <Empty title="There is no page at this address.">The pages are on the left.</Empty>
            </Page>
          </Route>
        </Switch>
      )}
    </Shell>
  );
}

import '@mantine/core/styles.css';
import './theme.css';
import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { ApiError } from './api/api-error';
import { noticeEnd, watchOtherTabs } from './api/who';
import { App } from './app';
import { loadAhead } from './pages/pages';
import { theme } from './theme';

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error) => noticeEnd(queries, error) }),
  mutationCache: new MutationCache({ onError: (error) => noticeEnd(queries, error) }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // what the gateway refuses, it will refuse again
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError),
    },
  },
});

watchOtherTabs(queries);
loadAhead(location.pathname.replace(/^\/console/, ''));
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    {/* Its own style elements are left out: the page's policy allows style sheets alone, and theme.css has the rest. */}
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queries}>
        <Router base="/console">
          <App />
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);

// SPDX-License-Identifier: Apache-2.0
import { QueryClientProvider } from '@tanstack/react-query';
import { Suspense } from 'react';
import { RouterProvider } from 'react-aria-components';
import { Route, Switch, useLocation } from 'wouter';
import { queries } from './api/queries.ts';
import { NotFound } from './pages/not-found.tsx';
import { Shell } from './parts/shell.tsx';
import { Waiting } from './parts/waiting.tsx';
import { routes } from './routes.ts';
import { SignedIn } from './session/signed-in.tsx';

/** The console: whoever is signed in sees the page that the address names. */
export function App() {
  const [, navigate] = useLocation();
  return (
    <RouterProvider navigate={(to) => navigate(to)}>
      <SignedIn>
        <QueryClientProvider client={queries}>
          <Shell>
            <Suspense fallback={<Waiting />}>
              <Switch>
                {routes.map(([path, Page]) => (
                  <Route key={path} path={path}>
                    {(params) => <Page id={decoded(params)} />}
                  </Route>
                ))}
                <Route>
                  <NotFound />
                </Route>
              </Switch>
            </Suspense>
          </Shell>
        </QueryClientProvider>
      </SignedIn>
    </RouterProvider>
  );
}

/** The UIDP at the end of an address: it keeps its slashes there. */
const decoded = (params: Record<string, string | undefined>): string =>
  decodeURIComponent(params['*'] ?? '');

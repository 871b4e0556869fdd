// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Link, useLocation } from 'wouter';
import { useWho } from '../api/may.ts';
import { leaveSession } from '../session/session.ts';
import { Boundary } from './boundary.tsx';

const places = [
  ['/', 'Overview'],
  ['/clusters', 'Clusters'],
  ['/policies', 'Policies'],
  ['/groups', 'Groups'],
  ['/audit', 'Audit trail'],
] as const;

/** The frame of all pages: where one can go, and who one is. */
export function Shell({ children }: { children: ReactNode }) {
  const [here] = useLocation();
  return (
    <>
      <a className="skip" href="#content">
        Skip to content
      </a>
      <header className="bar">
        <Link to="/" className="mark">
          <img src="/icon.svg" alt="" width="24" height="24" />
          Enforce
        </Link>
        <nav aria-label="Pages">
          {places.map(([to, title]) => (
            <Link key={to} to={to} aria-current={isAt(here, to) ? 'page' : undefined}>
              {title}
            </Link>
          ))}
        </nav>
        <Who />
      </header>
      <main id="content" tabIndex={-1}>
        <Boundary at={here}>{children}</Boundary>
      </main>
    </>
  );
}

function Who() {
  const { data } = useWho();
  return (
    <div className="who">
      <span className="quiet">{data?.email ?? data?.act?.sub ?? ''}</span>
      <Button className="button small" onPress={leaveSession}>
        Sign out
      </Button>
    </div>
  );
}

const isAt = (here: string, to: string): boolean =>
  to === '/' ? here === '/' : here === to || here.startsWith(`${to}/`);

// SPDX-License-Identifier: Apache-2.0
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { Button } from 'react-aria-components';
import { Waiting } from '../parts/waiting.tsx';
import { discover } from './provider.ts';
import { begin, session, subscribe } from './session.ts';
import { leave } from './sign-in.ts';

/** Shows what is inside to whoever is signed in, and to everybody else the way in. */
export function SignedIn({ children }: { children: ReactNode }) {
  const state = useSyncExternalStore(subscribe, session);
  useEffect(() => void begin(), []);
  if (state.kind === 'in') return children;
  if (state.kind === 'beginning') return <Waiting />;
  return <Gate {...(state.problem === undefined ? {} : { problem: state.problem })} />;
}

function Gate({ problem }: { problem?: string }) {
  const [failed, setFailed] = useState<string>();
  const [elsewhere, setElsewhere] = useState<string>();
  useEffect(() => {
    discover().then(
      ({ issuer }) => setElsewhere(issuer === location.origin ? undefined : issuer),
      () => setFailed('The control plane does not answer. Is it running?'),
    );
  }, []);
  const said = failed ?? problem;
  const here = location.pathname === '/callback' ? '/' : location.pathname + location.search;
  return (
    <main className="gate">
      <img src="/icon.svg" alt="" width="48" height="48" />
      <h1>Enforce</h1>
      <p>Which container images may run, in all your clusters.</p>
      {said !== undefined && (
        <p className="problem" role="alert">
          {said}
        </p>
      )}
      {elsewhere === undefined ? (
        <Button
          className="button primary"
          onPress={() => leave(here).catch((error: unknown) => setFailed(String(error)))}
        >
          Sign in
        </Button>
      ) : (
        <p>
          This home is reached at <a href={elsewhere + here}>{elsewhere}</a>; sign in there.
        </p>
      )}
      <p className="quiet">
        In a terminal, the same door is <code>chainctl auth login</code>.
      </p>
    </main>
  );
}

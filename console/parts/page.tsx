// SPDX-License-Identifier: Apache-2.0
import { type ReactNode, useEffect } from 'react';
import { Link } from 'wouter';

/** What every page has: a title, the way back, what can be done, and its content. */
export function Page({
  title,
  up,
  actions,
  children,
}: {
  title: string;
  /** The pages above this one, the highest first. */
  up?: { title: string; to: string }[];
  actions?: ReactNode;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Enforce`;
  }, [title]);
  return (
    <>
      <header className="title">
        <div>
          {up !== undefined && (
            <nav aria-label="Above" className="above">
              {up.map((each) => (
                <Link key={each.to} to={each.to}>
                  {each.title}
                </Link>
              ))}
            </nav>
          )}
          <h1>{title}</h1>
        </div>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}

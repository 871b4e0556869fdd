// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { Link } from 'wouter';

/** A number that leads to what was counted. */
export const Tile = ({
  count,
  word,
  to,
  children,
}: {
  count: number | undefined;
  word: string;
  to: string;
  children?: ReactNode;
}) => (
  <Link to={to} className="tile">
    <b>{count ?? '…'}</b> {word}
    {children !== undefined && children !== '' && <em>{children}</em>}
  </Link>
);

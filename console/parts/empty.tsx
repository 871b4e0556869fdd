// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { Command } from './command.tsx';

/** Nothing is here yet: why, and the command that changes it. */
export const Empty = ({ children, command }: { children: ReactNode; command?: string }) => (
  <div className="empty">
    <p>{children}</p>
    {command !== undefined && <Command text={command} />}
  </div>
);

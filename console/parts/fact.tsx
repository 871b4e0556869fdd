// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';

/** One thing that is known, by its name; stands in a `dl`. */
export const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

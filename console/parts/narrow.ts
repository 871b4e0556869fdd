// SPDX-License-Identifier: Apache-2.0
import { useSyncExternalStore } from 'react';

const query = matchMedia('(max-width: 40rem)');

/** Whether the window is as narrow as a phone's. */
export const useNarrow = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => query.matches,
  );

// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';

type Rules = typeof import('./check.ts');

// They read YAML and compile expressions, more code than all the page: nobody waits for them to write.
const loading = import('./check.ts');

/** The rules for documents, and until they are there why they are not. The service has them in any case. */
export function useRules(): { rules: Rules | undefined; unread: string | undefined } {
  const [state, become] = useState<{ rules: Rules | undefined; unread: string | undefined }>({
    rules: undefined,
    unread: 'Loading the rules',
  });
  useEffect(() => {
    loading.then(
      (rules) => become({ rules, unread: undefined }),
      () => become({ rules: undefined, unread: 'The rules did not load; saving applies them' }),
    );
  }, []);
  return state;
}

// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../../../../core/errors.ts';
import type { Cloud } from '../../../../core/iam/components.ts';

/** The cloud by what people call it. @throws Failure INVALID_ARGUMENT */
export function cloudNamed(text: string): Cloud {
  if (text === 'gcp' || text === 'google') return 'google';
  if (text === 'aws' || text === 'amazon') return 'amazon';
  throw new Failure('INVALID_ARGUMENT', `${JSON.stringify(text)} is neither gcp nor aws`, {
    place: 'CLOUD',
    next: 'chainctl iam account-associations --help',
  });
}

// SPDX-License-Identifier: Apache-2.0
import { describe, test } from 'vitest';
import { onlyWhereAsked } from '../asked.ts';
import { contracts } from './contracts.ts';
import { namedPlace } from './place.ts';

const place = namedPlace(process.env);
const title = 'the contracts of all ports in a project of Google Cloud';

if (place === undefined) test.skip(`${title} ${onlyWhereAsked('ENFORCE_GCP_PROJECT')}`);
else {
  describe.each(Object.entries(contracts))(`${title}: %s`, (_name, contract) => {
    contract(() => place);
  });
}

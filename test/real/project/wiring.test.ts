// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onlyWhereAsked, wasNotAsked } from '../asked.ts';
import { missing, start } from '../emulators/java.ts';
import { kmsFake } from '../emulators/kms.ts';
import { storageAtWork } from '../emulators/storage.ts';
import { describeReal } from '../needs.ts';
import { contracts } from './contracts.ts';
import { namedPlace, type Place } from './place.ts';

/** What is tried in a project, tried on a part that stands in for a service of it. */
function onStandIn(
  name: keyof typeof contracts,
  begin: () => Promise<{ host: string; stop: () => Promise<void> }>,
): void {
  let place: Place | undefined;
  let stop = async (): Promise<void> => undefined;
  beforeAll(async () => {
    const part = await begin();
    stop = part.stop;
    const emulators = { [name]: part.host };
    const location = 'europe-west1';
    place = { project: 'demo-contracts', database: 'contracts', location, emulators };
  });
  afterAll(() => stop());
  contracts[name](() => {
    if (place === undefined) throw new Error('nothing was started');
    return place;
  });
}

const title = (name: string, lacking?: string): string =>
  `${name}, as it is tried in a project${lacking ? `, needs ${lacking}` : ''}`;

for (const name of ['firestore', 'pubsub'] as const) {
  const lacking = missing(name);
  describe.skipIf(lacking)(title(name, lacking), () => onStandIn(name, () => start(name)));
}

describeReal(title('storage'), ['fake-gcs-server'], () => onStandIn('storage', storageAtWork));

describe(title('kms'), () =>
  onStandIn('kms', async () => {
    const { port, stop } = await kmsFake();
    return { host: `127.0.0.1:${port}`, stop };
  }),
);

test('a project is tried where the environment names it, and nowhere else', () => {
  expect(namedPlace({})).toBeUndefined();
  expect(namedPlace({ ENFORCE_GCP_PROJECT: 'my-project' })).toEqual({
    project: 'my-project',
    database: 'contracts',
    location: 'europe-west1',
  });
  expect(() => namedPlace({ ENFORCE_GCP_PROJECT: '' })).toThrow('ENFORCE_GCP_PROJECT');
});

test('what nobody asked for is told from what a machine lacks', () => {
  expect(wasNotAsked(`contracts ${onlyWhereAsked('ENFORCE_GCP_PROJECT')}`)).toBe(true);
  expect(wasNotAsked('blobs (npm run build:real -- fake-gcs-server)')).toBe(false);
});

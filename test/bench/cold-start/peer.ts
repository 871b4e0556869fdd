// SPDX-License-Identifier: Apache-2.0
// The measure of cold starts: the least function that reads Firestore, bundled and started as ours are.
import { Firestore } from '@google-cloud/firestore';
import { http } from '@google-cloud/functions-framework';

const store = new Firestore({ projectId: process.env['GOOGLE_CLOUD_PROJECT'] ?? '' });

http('peer', async (_request, response) => {
  const found = await store.collection('groups').doc('nobody').get();
  response.json({ there: found.exists });
});

// SPDX-License-Identifier: Apache-2.0
// The home that a fleet is measured against: a process of its own, whose documents are counted. Started
// by `startCountedHome`, with the folder of its data, the port, and the emulator's host if there is one.
import { join } from 'node:path';
import { startLocal } from '../../../functions/local.ts';
import { openDocuments } from '../../../ports/documents/embedded.ts';
import { firestoreDocuments } from '../../../ports/documents/firestore.ts';
import { counted, nothing, one } from './counted.ts';

const [data = '', port = '0', emulator] = process.argv.slice(2);
const tally = nothing();
if (emulator !== undefined) process.env['FIRESTORE_EMULATOR_HOST'] = emulator;
const documents =
  emulator === undefined
    ? openDocuments(join(data, 'documents.db'))
    : firestoreDocuments({ project: 'demo-fleet' });
const home = await startLocal({
  data,
  documents: counted(documents, tally),
  port: Number(port),
  loginProviders: [],
  log: (entry) => {
    const { endpoint, code } = Object(entry);
    one(tally.calls, String(endpoint));
    if (code !== undefined) one(tally.refused, `${endpoint} ${code}`);
  },
});
process.on('message', (asked) => {
  if (asked === 'tally') {
    const { user, system } = process.cpuUsage();
    const now = { cpu: (user + system) / 1000, resident: process.memoryUsage().rss };
    process.send?.({ tally: { ...tally, ...now } });
  } else void home.close().then(() => process.exit(0));
});
process.on('disconnect', () => process.exit(1));
process.send?.({ url: home.url });

// SPDX-License-Identifier: Apache-2.0
// Measures what a fleet costs and how fast it follows: simulated agents in this process, the home in
// another, its operations counted at the port of documents.
// usage: npm run bench -- fleet
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missing, start } from '../real/emulators/java.ts';
import { runFleet } from './fleet/run.ts';

const fleets: { home: 'local' | 'emulator'; agents: number }[] = [
  { home: 'local', agents: 100 },
  { home: 'local', agents: 1_000 },
  { home: 'emulator', agents: 50 },
  { home: 'emulator', agents: 200 },
];

for (const { home, agents } of fleets) {
  const lacking = home === 'emulator' ? missing('firestore') : undefined;
  if (lacking !== undefined) {
    console.log(`\n${agents} agents over the emulator: left out, needs ${lacking}`);
    continue;
  }
  const data = await mkdtemp(join(tmpdir(), 'enforce-fleet-'));
  const emulator = home === 'emulator' ? await start('firestore') : undefined;
  try {
    await runFleet({
      title: `${agents} agents, ${home} home`,
      agents,
      data,
      emulator: emulator?.host,
    });
  } finally {
    await emulator?.stop();
    await rm(data, { recursive: true, force: true });
  }
}
process.exit(0);

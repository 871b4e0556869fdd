// SPDX-License-Identifier: Apache-2.0
// Admission beside sigstore's policy-controller: one machine, one registry behind a proxy that counts
// and delays, the same policies, the same load; each guards a cluster of its own, one after the other.
// usage: npm run bench -- admission
import { throughApiServer } from './admission/api-server.ts';
import { burst, delays, measure, pods } from './admission/cases.ts';
import { floor } from './admission/floor.ts';
import { startAgent, startPeer } from './admission/guard.ts';
import { remembered } from './admission/memory.ts';
import { propagation } from './admission/propagation.ts';
import { startSupply } from './admission/supply.ts';
import { printBeside, printBoth, printMemory, printPropagation } from './admission/tables.ts';

/** How many images are known in the end; each case needs some that are new. */
const images = Math.max(500, pods.before + delays.length * (pods.cold + burst) + 1);

const supply = await startSupply(images);
try {
  const peer = await startPeer(supply);
  const theirs = await measure(peer, supply).finally(peer.close);
  const agent = await startAgent(supply);
  try {
    printBoth(theirs, await measure(agent, supply));
    const { p50, p99 } = await floor();
    console.log(
      `\nA webhook that looks at nothing takes ${p50.toFixed(2)} and ${p99.toFixed(2)} ms.`,
    );
    printBeside(await throughApiServer(agent, supply.images.slice(0, 20)));
    printMemory(await remembered(agent, supply.images.slice(0, 500)));
  } finally {
    await agent.close();
  }
  printPropagation(await propagation(supply));
} finally {
  await supply.stop();
}

// SPDX-License-Identifier: Apache-2.0
// CPU per verification by format, ours beside @sigstore/verify called bare, and the memory that a long
// run keeps.
// usage: npm run bench -- evidence
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import type { Demand } from '../../core/evidence/demand.ts';
import type { Found } from '../../core/evidence/evidence.ts';
import { verifyFound } from '../../core/evidence/verify.ts';
import { byKey, key, keyless } from '../evidence/demands.ts';
import { sigstoreEvidence, sigstoreFile } from '../fixtures/sigstore.ts';

const rounds = 100;
const unlogged: Demand = { ...byKey, log: { mode: 'ignored' }, timestamp: { mode: 'ignored' } };
const rows: [string, string, Demand][] = [
  ['keyless, Rekor v2 and timestamp', 'v3-keyless-r2', keyless],
  ['keyless, Rekor v1', 'v3-keyless-r1', keyless],
  ['keyless, Rekor v1 and timestamp', 'v3-keyless-r1tsa', keyless],
  ['attestation, Rekor v2 and timestamp', 'v3-att-r2', keyless],
  ['key, Rekor v2 and timestamp', 'v3-key-r2', byKey],
  ['key alone', 'v3-key-none', unlogged],
  ['legacy keyless, Rekor v1', 'v2-keyless', keyless],
  ['legacy key, Rekor v1', 'v2-key', byKey],
  ['legacy attestation, intoto/0.0.1', 'v2-att-intoto', keyless],
];
const root = TrustedRoot.fromJSON(JSON.parse(sigstoreFile('trusted_root.json')));
const material = toTrustMaterial(root, () => ({ publicKey: key.key, validFor: () => true }));

/** Milliseconds of CPU per call: the best of three series, after one to warm up. */
function cpu(work: () => void): number {
  const series = () => {
    const before = process.cpuUsage();
    for (let round = 0; round < rounds; round++) work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / rounds;
  };
  series();
  return Math.min(series(), series(), series());
}

/** As if it came from the registry just now: nothing that was read before is known. */
const fresh = (found: Found): Found => ({ ...found });

function bare(found: Found, demand: Demand): string {
  if (found.kind !== 'bundle') return '–';
  const text = new TextDecoder().decode(found.bytes);
  const none = demand === unlogged ? 0 : 1;
  const verifier = new Verifier(material, { tlogThreshold: none, timestampThreshold: none });
  return cpu(() => verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(text))))).toFixed(2);
}

console.log(`Node ${process.version}, ${rounds} rounds, best of three series, ms of CPU each\n`);
console.log('| | ours | @sigstore/verify bare |\n|---|---|---|');
for (const [what, name, demand] of rows) {
  const { digest, found } = sigstoreEvidence(name);
  const [first] = found;
  if (first === undefined) throw new Error(`${name} holds nothing`);
  const outcome = verifyFound(first, digest, demand);
  if (outcome.outcome !== 'verified') throw new Error(`${name}: ${outcome.message}`);
  const ours = cpu(() => void verifyFound(fresh(first), digest, demand)).toFixed(2);
  console.log(`| ${what} | ${ours} | ${bare(first, demand)} |`);
}

const { digest, found } = sigstoreEvidence('v3-keyless-r2');
const sizes: string[] = [];
for (let round = 0; round <= 10_000; round++) {
  for (const each of found) verifyFound(fresh(each), digest, keyless);
  if (round % 2_500 === 0) sizes.push(`${round}: ${Math.round(process.memoryUsage().rss / 1e6)}`);
}
console.log(`\nResident memory in MB after so many verifications: ${sizes.join(', ')}`);

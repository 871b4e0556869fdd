// SPDX-License-Identifier: Apache-2.0
import { buffer } from 'node:stream/consumers';
import { LRUCache } from 'lru-cache';
import type { Report } from '../../core/api/records.ts';
import type { Evidence } from '../../core/evidence/evidence.ts';
import { unpackEvidence } from '../../core/evidence/packed.ts';
import { publicGoodTrust } from '../../core/evidence/public-good.ts';
import { verifyFound } from '../../core/evidence/verify.ts';
import { compileAll } from '../../core/policy/compile-all.ts';
import type { PolicySet } from '../../core/policy/compiled.ts';
import { type PolicyDocument, readPolicyFile } from '../../core/policy/document.ts';
import { evaluate } from '../../core/policy/evaluate.ts';
import { type Grounds, groundsOf } from '../../core/policy/grounds.ts';
import { spelledOut } from '../../core/policy/spelled-out.ts';
import type { TrustRootSpec } from '../../core/policy/trust-root.ts';
import type { Trusted } from '../../core/policy/trusts.ts';
import { policyVersions, type StoredCluster } from '../../store/collections.ts';
import { desiredOf } from '../../store/desired.ts';
import { sent } from '../../store/evidence.ts';
import { findAll } from '../../store/kind.ts';
import type { Service } from '../service.ts';
import { blobOf } from './evidence.ts';

/** The policies of a group in one revision, ready to decide. */
interface Court {
  set: PolicySet;
  grounds: Grounds;
}

/** How long a batch is judged, in milliseconds: its agent waits for the answer, and others wait behind it. */
const patience = 20_000;

/** How many revisions are kept ready. */
const kept = 50;

/**
 * Judges reports again: from the evidence that the cluster sent, with the policies that its group
 * should have, by the code that the agent runs. Answers with the images whose outcome it finds to be
 * as reported. What cannot be judged here (a policy that looks at workloads, a key that only the
 * cluster has, evidence that was not sent, what time does not suffice for) is in no such answer.
 */
export function judges(service: Pick<Service, 'documents' | 'blobs' | 'clock'>) {
  const courts = new LRUCache<string, Promise<Court>>({ max: kept });
  const courtOf = async (group: StoredCluster['group']): Promise<Court> => {
    const state = await desiredOf(service.documents, group);
    const revision = state?.revision ?? '';
    const known = courts.get(revision);
    if (known !== undefined) return known;
    const versions = state?.policies.map(({ version }) => version) ?? [];
    const made = findAll(service.documents, policyVersions, versions).then((found) =>
      court(found.flatMap(({ document }) => readPolicyFile(document).documents)),
    );
    courts.set(revision, made);
    made.catch(() => courts.delete(revision));
    return made;
  };
  const evidenceOf = async (cluster: StoredCluster, digests: string[]): Promise<Evidence[]> =>
    Promise.all(
      digests.map(async (digest) => {
        const known = await service.documents.get(sent(cluster.id, digest));
        const found = known && (await service.blobs.read(blobOf(cluster.id, digest)));
        if (found === undefined) throw new Error(`${digest} was not sent`);
        return unpackEvidence(await buffer(found.bytes));
      }),
    );
  const holds = async (cluster: StoredCluster, report: Report, { set, grounds }: Court) => {
    const evidence = await evidenceOf(cluster, report.evidence);
    const now = new Date(service.clock());
    const { image: reference, local } = report;
    const image = { reference, ...(local ? { local } : {}) };
    const verdict = evaluate(set, image, evidence, grounds, now);
    // Denied for want of what only the cluster has, which says nothing.
    if (verdict.policies.some(({ broken }) => broken.length > 0)) return false;
    if (set.policies.some(({ match }) => match.length > 0)) return false;
    const covered = verdict.policies.length > 0 ? 'covered' : 'uncovered';
    if (covered !== report.coverage) return false;
    return covered === 'uncovered' || verdict.outcome === report.outcome;
  };
  return async (cluster: StoredCluster, reports: Report[]): Promise<ReadonlySet<string>> => {
    const vouched = new Set<string>();
    const until = service.clock() + patience;
    const founded = reports.filter(
      ({ evidence, coverage }) => evidence.length > 0 || coverage === 'uncovered',
    );
    // Whatever fails here leaves the agent's word as it is.
    const unjudged = async () => undefined;
    const sitting = founded.length === 0 ? undefined : await courtOf(cluster.group).catch(unjudged);
    if (sitting === undefined) return vouched;
    for (const report of founded) {
      if (service.clock() > until) break;
      if (await holds(cluster, report, sitting).catch(() => false)) vouched.add(report.image);
    }
    return vouched;
  };
}

function court(documents: PolicyDocument[]): Court {
  const policies = compileAll(documents, 'no key of a KMS is fetched here');
  const named = documents.flatMap((each): [string, Trusted][] =>
    each.kind === 'TrustRoot' ? [[each.name, trustedBy(each.spec.sigstoreKeys)]] : [],
  );
  const trusts = { default: { trust: publicGoodTrust() }, named: new Map(named) };
  return { set: { policies, noMatch: 'deny' }, grounds: groundsOf(trusts, verifyFound) };
}

const trustedBy = (keys: TrustRootSpec['sigstoreKeys']): Trusted =>
  keys === undefined ? { fault: 'nothing is fetched over TUF here' } : spelledOut(keys);

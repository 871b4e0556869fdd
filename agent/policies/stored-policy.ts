// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { ClusterImagePolicySpec } from '../../core/policy/cluster-image-policy.ts';
import { compile } from '../../core/policy/compile.ts';
import type { KeyMaterial } from '../../core/policy/compile-authority.ts';
import type { CompiledPolicy } from '../../core/policy/compiled.ts';
import { readPolicyFile } from '../../core/policy/document.ts';
import type { KubeObject } from '../kube.ts';

/** A ClusterImagePolicy as it lies in the cluster: its spec, or what is wrong with it. */
export interface StoredPolicy {
  name: string;
  spec: ClusterImagePolicySpec;
  faults: string[];
}

const covering = z.object({
  spec: z.object({ images: z.array(z.object({ glob: z.string() })).min(1) }),
});
const gentle = z.object({ spec: z.object({ mode: z.literal('warn') }) });

/**
 * Reads a policy of the cluster as a file of it would be read. Of one that is not as it should be, what
 * it covers counts if that can be told: it denies that, and everything if it cannot. It only warns if it
 * says so.
 */
export function storedPolicy(object: KubeObject): StoredPolicy {
  const { name } = object.metadata;
  const { status: _, ...stored } = object;
  const { documents, faults } = readPolicyFile(JSON.stringify(stored));
  const [document] = documents;
  if (faults.length === 0 && document?.kind === 'ClusterImagePolicy') {
    return { name, spec: document.spec, faults: [] };
  }
  const images = covering.safeParse(object).data?.spec.images;
  const mode = gentle.safeParse(object).data?.spec.mode ?? 'enforce';
  const told = faults.map(({ fault, place = '' }) => (place ? `${fault}: ${place}` : fault));
  return {
    name,
    spec: { mode, ...(images === undefined ? {} : { images }) },
    faults: told.length > 0 ? told : ['it is no ClusterImagePolicy'],
  };
}

/** The policy ready to decide; one with faults denies what it covers and says them. */
export function compiled(
  { name, spec, faults }: StoredPolicy,
  material: KeyMaterial,
): CompiledPolicy {
  const policy = compile(name, spec, material);
  return faults.length === 0 ? policy : { ...policy, broken: faults };
}

/** The Secrets and the keys of a KMS that a policy names. */
export function namedKeys({ spec }: StoredPolicy): { secrets: string[]; kms: string[] } {
  const keys = (spec.authorities ?? []).flatMap(({ key }) => key ?? []);
  return {
    secrets: keys.flatMap(({ secretRef }) => secretRef?.name ?? []),
    kms: keys.flatMap(({ kms }) => kms || []),
  };
}

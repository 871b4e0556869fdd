// SPDX-License-Identifier: Apache-2.0
import { parse } from 'yaml';
import type { DesiredState } from '../../core/api/desired.ts';
import { Failure } from '../../core/errors.ts';
import { readPolicyFile } from '../../core/policy/document.ts';
import { kubeObject } from '../kube/object.ts';
import { apiVersionOf } from '../kube/resources.ts';
import { type KubeObject, type Resource, resources } from '../kube.ts';
import { managedLabel, policyNamespace, sourceAnnotations } from '../names.ts';

/** A policy that the cluster should have. */
export type DesiredPolicy = DesiredState['policies'][number];

/** An object that a policy puts into the cluster. */
export interface Wanted {
  resource: Resource;
  object: KubeObject;
}

/** The kinds of objects that policies are made of, and no other is ever written. */
const kinds: ReadonlyMap<string, Resource> = new Map<string, Resource>([
  ['Secret', resources.secrets],
  ['TrustRoot', resources.trustRoots],
  ['ClusterImagePolicy', resources.clusterImagePolicies],
]);

/**
 * The objects of a policy's document, what others refer to first, each marked as ours; the policy's own
 * object names what came along with it. The document is read as the control plane reads it: a Secret that
 * holds more than a public key never gets this far.
 * @throws Failure INVALID_ARGUMENT for a document that is none
 */
export function objectsOf({ id, name, kind, digest }: DesiredPolicy, document: string): Wanted[] {
  const { documents, faults } = readPolicyFile(document);
  const head = documents.find((each) => each.kind === kind && each.name === name);
  if (faults.length > 0 || head === undefined) {
    throw new Failure('INVALID_ARGUMENT', `the document of ${name} cannot be read by this agent`, {
      faults,
      next: 'chainctl cluster install',
    });
  }
  const along = documents
    .filter((each) => each !== head)
    .map((each) => `${each.kind}/${each.name}`);
  const order = [...kinds.keys()];
  return documents
    .toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind))
    .flatMap((each): Wanted[] => {
      const resource = kinds.get(each.kind);
      if (resource === undefined) return [];
      const { status: _, ...read } = kubeObject.parse(parse(each.text));
      const { labels, annotations } = read.metadata;
      const object = {
        ...read,
        // Both versions of a policy say the same in the same fields.
        apiVersion: apiVersionOf(resource),
        metadata: {
          name: each.name,
          ...(resource.namespaced ? { namespace: policyNamespace } : {}),
          labels: { ...labels, [managedLabel]: 'true' },
          annotations: {
            ...annotations,
            [sourceAnnotations.policy]: id,
            [sourceAnnotations.digest]: digest,
            ...(each === head ? { [sourceAnnotations.along]: along.join(',') } : {}),
          },
        },
      };
      return [{ resource, object }];
    });
}

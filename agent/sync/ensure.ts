// SPDX-License-Identifier: Apache-2.0
import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../core/errors.ts';
import { type Kube, type KubeObject, nameOf, type Resource } from '../kube.ts';
import { fieldManager, managedLabel } from '../names.ts';
import type { Wanted } from './objects.ts';

/** Whether the control plane put the object there. */
export const isOurs = ({ metadata }: KubeObject): boolean =>
  metadata.labels?.[managedLabel] === 'true';

/**
 * Makes the object be there as it should be. One of the same name that is not ours is left as it is. One
 * of ours that was just `listed`, as it should be, is not read again: there may be hundreds.
 * @throws Failure ALREADY_EXISTS for that, or what the API server says
 */
export async function ensure(
  kube: Pick<Kube, 'get' | 'apply'>,
  { resource, object }: Wanted,
  listed?: KubeObject,
): Promise<void> {
  if (listed !== undefined && isOurs(listed) && holds(listed, object)) return;
  const { name, namespace } = object.metadata;
  const there = await kube.get(resource, name, namespace);
  if (there !== undefined && !isOurs(there)) throw someoneElses(resource, there);
  if (there !== undefined && holds(there, object)) return;
  // Ours is made to be as it should be, whoever changed it; what is new must not meet anybody's fields.
  await kube.apply(resource, object, { manager: fieldManager, force: there !== undefined });
}

/** Deletes the object if it is ours, and still the same one. @throws KubeFailure */
export async function remove(
  kube: Kube,
  resource: Resource,
  name: string,
  namespace?: string,
): Promise<void> {
  const there = await kube.get(resource, name, namespace);
  const uid = there?.metadata.uid;
  if (there === undefined || uid === undefined || !isOurs(there)) return;
  await kube.delete(resource, name, { namespace, uid });
}

/** Whether all that the object says stands in what is there, which the API server may have added to. */
function holds(there: KubeObject, wanted: KubeObject): boolean {
  const { metadata, apiVersion: _version, kind: _kind, ...rest } = wanted;
  const marks = ['labels', 'annotations'] as const;
  return (
    Object.entries(rest).every(([field, value]) => isDeepStrictEqual(there[field], value)) &&
    marks.every((mark) =>
      Object.entries(metadata[mark] ?? {}).every(
        ([name, value]) => there.metadata[mark]?.[name] === value,
      ),
    )
  );
}

function someoneElses({ kind, plural }: Resource, there: KubeObject): Failure {
  const where = nameOf(there);
  return new Failure('ALREADY_EXISTS', `${kind} ${where} is there already and is not Enforce's`, {
    place: `${plural}/${where}`,
    next: `kubectl get ${plural} ${there.metadata.name} -o yaml`,
  });
}

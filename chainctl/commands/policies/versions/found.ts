// SPDX-License-Identifier: Apache-2.0
import {
  listPolicyVersions,
  type Policy,
  type PolicyVersion,
} from '../../../../core/api/policies.ts';
import { Failure } from '../../../../core/errors.ts';
import type { App } from '../../../app.ts';

/** All versions of a policy, the newest first. */
export const versionsOf = async (app: App, { id }: Policy): Promise<PolicyVersion[]> =>
  (await app.client()).all(listPolicyVersions, { policyId: id });

/** The version with this name (`v2`) or id. @throws Failure NOT_FOUND */
export function versionNamed(versions: PolicyVersion[], given: string): PolicyVersion {
  const found = versions.find(({ id, name }) => id === given || name === given);
  if (found !== undefined) return found;
  const names = versions.map(({ name }) => name).join(', ');
  throw new Failure('NOT_FOUND', `there is no version ${given}; there are ${names}`, {
    place: 'VERSION',
    next: 'chainctl policies versions list',
  });
}

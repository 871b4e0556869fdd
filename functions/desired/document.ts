// SPDX-License-Identifier: Apache-2.0
import type { readPolicy } from '../../core/api/desired.ts';
import { Failure } from '../../core/errors.ts';
import { desired, policyVersions } from '../../store/collections.ts';
import { find } from '../../store/kind.ts';
import type { AgentHandler } from '../http/handler.ts';

/** The document behind a digest, if the cluster should have it. */
export const document: AgentHandler<typeof readPolicy> = async ({ digest }, call) => {
  const { documents } = call.service;
  const state = await find(documents, desired, call.cluster.group);
  const named = state?.policies.find((policy) => policy.digest === digest);
  const version = named && (await find(documents, policyVersions, named.version));
  if (version === undefined) {
    throw new Failure('NOT_FOUND', `no policy of this cluster has the digest ${digest}`, {
      place: 'digest',
      next: 'GET /agent/v1/desired',
    });
  }
  return { digest, document: version.document };
};

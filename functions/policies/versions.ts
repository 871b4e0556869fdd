// SPDX-License-Identifier: Apache-2.0
import { type listPolicyVersions, policyVersion } from '../../core/api/policies.ts';
import { policies, policyVersions } from '../../store/collections.ts';
import { find, select } from '../../store/kind.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** The most versions that are looked at. */
const most = 1000;

/** The versions of a policy, the newest first; the page token is the number after which to go on. */
export const versions: Handler<typeof listPolicyVersions> = async (request, { service }) => {
  const { policyId, pageSize, pageToken } = request;
  const { documents } = service;
  if ((await find(documents, policies, policyId)) === undefined) throw absent(policyId);
  const all = await select(documents, policyVersions, { where: { parent: policyId }, limit: most });
  const before = Number(pageToken ?? Number.MAX_SAFE_INTEGER);
  const left = all.filter(({ number }) => number < before).sort((a, b) => b.number - a.number);
  const items = left.slice(0, pageSize);
  const last = items.at(-1);
  return {
    items: items.map((each) => policyVersion.parse(each)),
    ...(left.length > pageSize && last !== undefined ? { nextPageToken: String(last.number) } : {}),
  };
};

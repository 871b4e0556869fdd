// SPDX-License-Identifier: Apache-2.0
import { type listPolicyVersions, policyVersion } from '../../core/api/policies.ts';
import { shownAs } from '../../core/api/shown.ts';
import { policies, policyVersions } from '../../store/collections.ts';
import { find, select, stored } from '../../store/kind.ts';
import { pagesOf } from '../../store/pages.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';
import { fitting } from './page.ts';

const shown = shownAs(policyVersion);

/** The versions of a policy, the newest first: their ids are made to ascend in that order. */
export const versions: Handler<typeof listPolicyVersions> = async (request, call) => {
  const { documents } = call.service;
  const { policyId } = request;
  if ((await find(documents, policies, policyId)) === undefined) throw absent(policyId);
  const { after, limit, cut } = pagesOf('versions', call.principal.identity, fitting(request));
  const found = await select(documents, policyVersions, {
    where: { parent: policyId },
    ...(after === undefined ? {} : { after }),
    limit,
  });
  const page = cut(found, ({ id }) => stored(id));
  return { ...page, items: page.items.map(shown) };
};

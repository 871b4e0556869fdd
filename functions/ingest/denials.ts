// SPDX-License-Identifier: Apache-2.0
import type { sendDenials } from '../../core/api/denials.ts';
import { change } from '../../store/change.ts';
import { denials } from '../../store/collections.ts';
import { denialOf } from '../../store/denials.ts';
import { create, findAll } from '../../store/kind.ts';
import type { AgentHandler } from '../http/handler.ts';

const type = 'dev.chainguard.admission.v1';

/** Keeps what was refused, and tells whoever subscribed; what is there already changes nothing. */
export const takeDenials: AgentHandler<typeof sendDenials> = async (sent, call) => {
  const { service, author, cluster } = call;
  const told = sent.denials.map((each) => denialOf(cluster, each, service.clock()));
  const distinct = [...new Map(told.map((each) => [each.id, each])).values()];
  return change(service, author, type, async (transaction, record) => {
    const known = await findAll(
      transaction,
      denials,
      distinct.map(({ id }) => id),
    );
    const had = new Set(known.map(({ id }) => id));
    for (const denial of distinct.filter(({ id }) => !had.has(id))) {
      create(transaction, denials, denial.id, denial);
      const { at, operation, object, owner, user, images, times } = denial;
      record(cluster.id, cluster.group, {
        cluster_id: cluster.id,
        ...{ at, operation, object, owner, user, images, times },
      });
    }
    return {};
  });
};

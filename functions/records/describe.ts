// SPDX-License-Identifier: Apache-2.0
import type { describeRecord } from '../../core/api/records.ts';
import { records, verdicts } from '../../store/collections.ts';
import { find } from '../../store/kind.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';
import { shownRecords } from './shown.ts';

/** One image of a cluster, with the tree of its verdict where the agent sent one. */
export const describe: Handler<typeof describeRecord> = async ({ id }, { service }) => {
  const { documents } = service;
  const found = await find(documents, records, id);
  const [shown] = found === undefined ? [] : await shownRecords(documents, [found]);
  if (found === undefined || shown === undefined) throw absent(id);
  const kept = await find(documents, verdicts, id);
  const verdict = kept === undefined ? {} : { verdict: JSON.parse(kept.verdict) };
  return { ...shown, ...verdict, evidence: found.evidence };
};

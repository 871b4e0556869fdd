// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Verdict } from './verdict.ts';

const outcome = z.enum(['pass', 'fail']);
const considered = z.looseObject({
  carrier: z.string(),
  format: z.string(),
  counts: z.boolean(),
  checks: z.array(z.looseObject({ name: z.string(), outcome: z.string(), detail: z.string() })),
});
const authority = z.looseObject({
  authority: z.string(),
  kind: z.enum(['static', 'key', 'keyless', 'broken']),
  outcome,
  message: z.string(),
  wants: z.array(z.looseObject({ kind: z.enum(['key', 'keyless']) })),
  trouble: z.array(z.looseObject({ place: z.string(), message: z.string() })),
  signatures: z.array(considered),
  attestations: z.array(
    z.looseObject({
      name: z.string(),
      type: z.string(),
      outcome,
      considered: z.array(considered),
    }),
  ),
});
const shape = z.looseObject({
  image: z.string(),
  name: z.string(),
  at: z.string(),
  outcome: z.enum(['pass', 'warn', 'deny']),
  policies: z.array(
    z.looseObject({
      policy: z.string(),
      mode: z.enum(['enforce', 'warn']),
      outcome,
      broken: z.array(z.string()),
      authorities: z.array(authority),
      rule: z.looseObject({ outcome, message: z.string() }).optional(),
    }),
  ),
});

/**
 * A verdict that travelled as JSON, if it is one: with everything that explaining it touches. What it
 * says is the word of whoever sent it. Undefined for anything else.
 */
export function readVerdict(value: unknown): Verdict | undefined {
  const verdict = z.custom<Verdict>((each) => shape.safeParse(each).success);
  return verdict.safeParse(value).data;
}

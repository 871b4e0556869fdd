// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { compileCue } from '../../../core/policy/cue/compile-cue.ts';
import { RuleFault } from '../../../core/policy/rules/rule.ts';

/** Policies in CUE, and JSON documents that each is asked about. */
export interface Case {
  policy: string;
  documents: string[];
}

/** What becomes of a document: it passes, or it does not; or the policy alone is wrong. */
export const verdict = z.enum(['ok', 'evaluate', 'compile']);
export type Verdict = z.infer<typeof verdict>;

const read = z
  .record(z.string(), z.array(z.object({ policy: z.string(), documents: z.array(z.string()) })))
  .parse(JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8')));

/** All cases, by what they are about and their number there. */
export const cases: ReadonlyMap<string, Case> = new Map(
  Object.entries(read).flatMap(([about, list]) =>
    list.map((each, index): [string, Case] => [`${about} ${index + 1}`, each]),
  ),
);

/** What we answer. */
export function asked({ policy, documents }: Case): Verdict[] {
  try {
    const rule = compileCue(policy);
    return documents.map((document) =>
      rule.evaluate(JSON.parse(document), new Date(0)).compliant ? 'ok' : 'evaluate',
    );
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error;
    return documents.map(() => 'compile');
  }
}

/** Why we refuse the first document that we do. */
export function refusal({ policy, documents }: Case): string | undefined {
  try {
    const rule = compileCue(policy);
    const said = documents.map((each) => rule.evaluate(JSON.parse(each), new Date(0)).errors[0]);
    return said.find((each) => each !== undefined);
  } catch (error) {
    return error instanceof RuleFault ? error.message : undefined;
  }
}

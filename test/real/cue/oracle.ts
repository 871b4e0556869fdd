// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import * as z from 'zod';
import { type Verdict, verdict } from '../../conformance/cue/asked.ts';
import { program } from '../build/cache.ts';

const answer = z.object({
  ok: z.boolean(),
  stage: z.string().optional(),
  error: z.string().optional(),
});

/**
 * What CUE itself makes of a policy and documents, each asked in a process of its own: within one, an error
 * of one case can turn up in the next. Nothing where it does not end, or panics.
 */
export function cue(policy: string, documents: readonly string[]): (Verdict | undefined)[] {
  return documents.map((json) => {
    const input = `${JSON.stringify({ policy, json })}\n`;
    const { stdout } = spawnSync(program('cue'), { input, encoding: 'utf8', timeout: 10_000 });
    if (stdout === '') return undefined;
    const { ok, stage } = answer.parse(JSON.parse(stdout));
    return ok ? 'ok' : verdict.optional().catch(undefined).parse(stage);
  });
}

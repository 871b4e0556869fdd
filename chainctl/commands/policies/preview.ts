// SPDX-License-Identifier: Apache-2.0
import { createTwoFilesPatch, structuredPatch } from 'diff';
import type { Policy } from '../../../core/api/policies.ts';
import type { Uidp } from '../../../core/iam/uidp.ts';
import type { App } from '../../app.ts';
import { type Finding, type Reader, tellFindings } from '../../findings/finding.ts';
import { say, tell } from '../../terminal/terminal.ts';
import type { GivenPart } from './accepted.ts';
import type { Deed } from './written.ts';

/** What an apply would do for one policy. */
export interface Planned {
  deed: Deed;
  part: GivenPart;
  /** The policy of that name which is there now. */
  known: Policy | undefined;
}

/** Says what an apply would change: to a person as a unified diff, to a review on the lines of the files. */
export function tellPreview(app: App, reader: Reader, parent: Uidp, planned: Planned[]): void {
  for (const each of planned) say(app.terminal, `${summary(each, parent)}.`);
  const changing = planned.filter(({ deed }) => deed !== 'Unchanged');
  if (reader === 'person') tell(app.terminal, changing.map(patch).join(''));
  else
    tellFindings(
      app,
      reader,
      changing.map((each) => finding(each, parent)),
    );
}

function summary({ deed, part: { name }, known }: Planned, parent: Uidp): string {
  if (known === undefined) return `Would create policy ${name} in ${parent}`;
  if (deed === 'Unchanged') return `Policy ${name} stays as it is`;
  return `Would update policy ${name} (${known.id}), now ${known.enforcedVersion.name}`;
}

function patch({ part, known }: Planned): string {
  const before = known === undefined ? '/dev/null' : `${part.name} ${known.enforcedVersion.name}`;
  const text = createTwoFilesPatch(before, part.from, known?.document ?? '', part.text);
  return text.replace(/^=+\n/, '');
}

/** The whole change, on the lines of the file that it begins and ends with. */
function finding(planned: Planned, parent: Uidp): Finding {
  const { part, known } = planned;
  const { hunks } = structuredPatch('', '', known?.document ?? '', part.text, '', '', {
    context: 0,
  });
  const [first, last] = [hunks[0], hunks.at(-1)];
  const line = lineIn(part, first?.newStart ?? 1);
  const end = lineIn(part, (last?.newStart ?? 1) + Math.max((last?.newLines ?? 1) - 1, 0));
  const shown =
    known === undefined ? '' : `\n${patch(planned).split('\n').slice(2).join('\n').trimEnd()}`;
  return {
    level: 'notice',
    title: 'policy-preview',
    message: `${summary(planned, parent)}${shown}`,
    from: part.from,
    line,
    endLine: Math.max(line, end),
  };
}

/** Where the line of a policy's text stands in its file. A Secret is written anew, so it counts as one line. */
function lineIn({ documents: [head, ...secrets] }: GivenPart, line: number): number {
  if (head === undefined) return 1;
  let left = line - head.text.split('\n').length;
  if (left < 0) return head.line + Math.max(line - 1, 0);
  for (const { text, line: at } of secrets) {
    left -= text.split('\n').length;
    if (left < 0) return at;
  }
  return secrets.at(-1)?.line ?? head.line;
}

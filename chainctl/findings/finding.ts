// SPDX-License-Identifier: Apache-2.0
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { Failure, type Fault } from '../../core/errors.ts';
import type { App } from '../app.ts';
import type { Given } from '../files/read.ts';
import { tell } from '../terminal/terminal.ts';
import { workflowCommand } from '../workflow-command.ts';
import { codeQuality } from './gitlab.ts';

/** Something that is to be said about a line of a file. */
export interface Finding {
  level: 'error' | 'warning' | 'notice';
  /** In few words, what kind of thing it is. */
  title: string;
  message: string;
  /** The file as the command line names it, as in `Given`. */
  from: Given['from'];
  /** 1-based; the whole file where it is not known. */
  line?: number;
  endLine?: number;
  column?: number;
}

/** A finding and its path from the repository's root; empty for what lies in no file there. */
export type Placed = Finding & { path: string };

/** Who reads what a command found: a person, or a review in GitHub or GitLab. */
export type Reader = 'person' | 'github' | 'gitlab';

/** The reader whom `--output` names. @throws Failure INVALID_ARGUMENT for a form that is not for this */
export function readerOf(app: App): Reader {
  const { output } = app.flags();
  if (output === undefined || output === '' || output === 'table') return 'person';
  if (output === 'github' || output === 'gitlab') return output;
  throw new Failure('INVALID_ARGUMENT', `${JSON.stringify(output)} is not a form for this output`, {
    place: '--output',
    next: '--output with one of table, github, gitlab',
  });
}

/** A fault of a text as something to be said about it. */
export const findingOf = (
  { fault, place, line, column }: Fault,
  { from, level, title }: Pick<Finding, 'from' | 'level' | 'title'>,
): Finding => ({
  from,
  level,
  title,
  message: place === undefined || fault.includes(place) ? fault : `${place}: ${fault}`,
  ...(line === undefined ? {} : { line }),
  ...(column === undefined ? {} : { column }),
});

/**
 * Writes findings as a review takes them: workflow commands, which GitHub Actions shows on the lines
 * of a pull request, or GitLab's code quality report.
 */
export function tellFindings(app: App, reader: 'github' | 'gitlab', findings: Finding[]): void {
  const root = app.env[reader === 'github' ? 'GITHUB_WORKSPACE' : 'CI_PROJECT_DIR'];
  const placed = findings.map((finding) => ({
    ...finding,
    path: inRepository(root, finding.from),
  }));
  if (reader === 'gitlab') tell(app.terminal, codeQuality(placed));
  else tell(app.terminal, placed.map(annotation).join('\n'));
}

const annotation = ({ level, title, message, path, line, endLine, column }: Placed): string =>
  workflowCommand(level, { file: path, line, endLine, col: column, title }, message);

/** The path from the repository's root, with slashes; empty for what lies outside or is no file. */
function inRepository(root: string | undefined, from: string): string {
  if (from === 'standard input' || /^https?:\/\//.test(from)) return '';
  const path = relative(root || process.cwd(), resolve(from));
  return path.startsWith('..') || isAbsolute(path) ? '' : path.replaceAll(sep, '/');
}

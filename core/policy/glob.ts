// SPDX-License-Identifier: Apache-2.0
import { looksLikeHost, parseReference } from './reference.ts';

/** The longest glob, in characters. */
const longest = 1024;

/** Why the text is no glob, in upstream's words; undefined if it is one. */
export function globFault(glob: string): string | undefined {
  if (malformed(glob)) return 'glob is invalid: syntax error in pattern';
  if (!/^[\w\-:/*.@]+$/.test(glob)) return `glob is invalid: invalid glob "${glob}"`;
  if (glob.length > longest) return `glob is invalid: longer than ${longest} characters`;
  return undefined;
}

/** What Go's filepath.Match calls a bad pattern: an open bracket or a backslash at the end. */
const malformed = (glob: string): boolean =>
  /^(?:\\.|\[\^?(?:\\.|[^\]\\])+\]|[^[\\])*$/s.exec(glob) === null;

/**
 * Whether the glob covers the image. `*` takes any run without a slash, `**` any run. The glob is held
 * against the repository alone, with its digest, or, where the image has none, with its tag; and, if
 * it names no registry, with Docker Hub before it. Registries compare without case.
 * @throws Error for a glob or an image that is none
 */
export function globMatches(glob: string, image: string): boolean {
  const fault = globFault(glob);
  if (fault !== undefined) throw new Error(fault);
  const { name, repository } = parseReference(image);
  const patterns = spellings(glob).map(compile);
  return patterns.some((pattern) => pattern(name) || pattern(repository));
}

/** The forms under which a glob is tried; one or two bare stars mean Docker Hub and nothing else. */
export function spellings(glob: string): string[] {
  if (glob === '*') return ['index.docker.io/library/*'];
  if (glob === '*/*') return ['index.docker.io/*/*'];
  const [first = '', ...rest] = glob.split('/');
  if (looksLikeHost(first) || first.includes('**')) {
    const host = rest.length > 0 ? first.toLowerCase() : first;
    return [[host, ...rest].join('/'), ...(rest.length === 0 ? hubForms(glob, first) : [])];
  }
  return [glob, `index.docker.io/${glob}`, `index.docker.io/library/${glob}`];
}

/** `foo:v1` and `foo@sha256:…` have a colon or a dot, yet name no registry: nothing follows. */
const hubForms = (glob: string, first: string): string[] =>
  first.includes('**') || !/^[a-z0-9_*-]+[:@]/.test(first)
    ? []
    : [`index.docker.io/${glob}`, `index.docker.io/library/${glob}`];

/** Matches in time proportional to glob times text, whatever the glob. */
function compile(glob: string): (text: string) => boolean {
  const tokens = glob.split(/(\*\*+|\*)/).filter((token) => token !== '');
  return (text) => {
    let ends = new Set([0]);
    for (const token of tokens) {
      const next = new Set<number>();
      for (const from of ends) for (const to of reach(token, text, from)) next.add(to);
      ends = next;
      if (ends.size === 0) return false;
    }
    return ends.has(text.length);
  };
}

function reach(token: string, text: string, from: number): number[] {
  if (!token.startsWith('*')) return text.startsWith(token, from) ? [from + token.length] : [];
  const slash = token === '*' ? text.indexOf('/', from) : -1;
  const end = slash === -1 ? text.length : slash;
  return Array.from({ length: end - from + 1 }, (_, step) => from + step);
}

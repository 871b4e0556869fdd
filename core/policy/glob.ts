// SPDX-License-Identifier: Apache-2.0
import { looksLikeHost, parseReference } from './reference.ts';

/** The longest glob, in characters. */
const longest = 1024;

/** Why the text is no glob, in upstream's words; undefined if it is one. */
export function globFault(glob: string): string | undefined {
  if (glob.length <= longest && malformed(glob)) return 'glob is invalid: syntax error in pattern';
  const fault = characterFault(glob);
  return fault === undefined ? undefined : `glob is invalid: ${fault}`;
}

function characterFault(glob: string): string | undefined {
  if (glob.length > longest) return `longer than ${longest} characters`;
  return /^[\w\-:/*.@]+$/.test(glob) ? undefined : `invalid glob ${JSON.stringify(glob)}`;
}

/** What Go's filepath.Match calls a bad pattern: a class open, empty or with a stray `-`; a last `\`. */
const malformed = (glob: string): boolean => !wellFormed.test(glob);
const member = String.raw`(?:\\[^]|[^\\\]-])`;
const wellFormed = new RegExp(
  String.raw`^(?:\[(?:\^|(?!\^))(?:${member}(?:-${member})?)+\]|\\[^]|[^\\[])*$`,
  'u',
);

/** A glob, ready to be held against many images. */
export interface Glob {
  /** As it is written. */
  text: string;
  covers: (names: ImageNames) => boolean;
}

/** What a glob is held against: the image with its digest or tag, its repository, and as it was written. */
export type ImageNames = readonly string[];

/** The names of an image. @throws Error for what is no reference */
export function namesOf(image: string): ImageNames {
  const { name, repository } = parseReference(image);
  return [...new Set([name, repository, image].map(lowerHost))];
}

/**
 * Reads a glob. `*` takes any run without a slash, `**` any run. It is held against the repository
 * alone, with its digest, or, where the image has none, with its tag, and against the image as it was
 * written (upstream's fallback); and, if it names no registry, with Docker Hub before it. Registries
 * compare without case.
 * @throws Error for what is no glob
 */
export function compileGlob(text: string): Glob {
  const fault = characterFault(text);
  if (fault !== undefined) throw new Error(fault);
  const patterns = spellings(text).map((spelling) => tokensOf(lowerHost(spelling)));
  return {
    text,
    covers: (names) => patterns.some((tokens) => names.some((name) => matches(tokens, name))),
  };
}

/**
 * Whether the glob covers the image.
 * @throws Error for a glob or an image that is none
 */
export const globMatches = (glob: string, image: string): boolean =>
  compileGlob(glob).covers(namesOf(image));

/** What stands before the first slash in lower case, unless `**` may reach across that slash. */
function lowerHost(text: string): string {
  const end = text.search(/\/|\*\*/);
  return end === -1 ? text : text.slice(0, end).toLowerCase() + text.slice(end);
}

/** The forms under which a glob is tried; one or two bare stars mean Docker Hub and nothing else. */
export function spellings(glob: string): string[] {
  if (glob === '*') return ['index.docker.io/library/*'];
  if (glob === '*/*') return ['index.docker.io/*/*'];
  const [first = '', ...rest] = glob.split('/');
  if (looksLikeHost(first) || first.includes('**')) {
    return [glob, ...(rest.length === 0 ? hubForms(glob, first) : [])];
  }
  return [glob, `index.docker.io/${glob}`, `index.docker.io/library/${glob}`];
}

/** `foo:v1` and `foo@sha256:…` have a colon or a dot, yet name no registry: nothing follows. */
const hubForms = (glob: string, first: string): string[] =>
  first.includes('**') || !/^[a-z0-9_*-]+[:@]/.test(first)
    ? []
    : [`index.docker.io/${glob}`, `index.docker.io/library/${glob}`];

const tokensOf = (glob: string): string[] =>
  glob.split(/(\*\*+|\*)/).filter((token) => token !== '');

/** In time proportional to the glob times the text, whatever the glob: each token sweeps once. */
function matches(tokens: readonly string[], text: string): boolean {
  let ends = new Set([0]);
  for (const token of tokens) {
    ends = advance(token, text, ends);
    if (ends.size === 0) return false;
  }
  return ends.has(text.length);
}

/** Where the token may end if it may begin at any of these places. */
function advance(token: string, text: string, from: ReadonlySet<number>): Set<number> {
  const to = new Set<number>();
  if (!token.startsWith('*')) {
    for (const start of from) if (text.startsWith(token, start)) to.add(start + token.length);
    return to;
  }
  let open = false;
  for (let place = 0; place <= text.length; place += 1) {
    open ||= from.has(place);
    if (open) to.add(place);
    if (token === '*' && text[place] === '/') open = false;
  }
  return to;
}

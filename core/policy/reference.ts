// SPDX-License-Identifier: Apache-2.0

/** An image reference as go-containerregistry reads it with weak validation. */
export interface Reference {
  /** `index.docker.io/library/foo:latest` or `ghcr.io/foo/bar@sha256:…`. A digest displaces the tag. */
  name: string;
  kind: 'tag' | 'digest';
  /** Host and port; `docker.io` is `index.docker.io`. Written as it was given, capitals included. */
  registry: string;
  /** Registry and path: `index.docker.io/library/foo`. */
  repository: string;
  /** The tag or the digest that ends `name`. */
  identifier: string;
  /** The tag that was written, also where a digest displaces it. */
  tag: string | undefined;
  digest: string | undefined;
}

/** What is wrong with a reference, in go-containerregistry's words. */
export class BadName extends Error {
  override readonly name = 'BadName';
}

const hub = 'index.docker.io';
const repositoryChars = 'abcdefghijklmnopqrstuvwxyz0123456789_-./';
const tagChars = `${repositoryChars.replace('/', '')}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;
/** What Go takes for the host of `//host` (net/url), ASCII only, as RFC 3986 §3.2.2 has it. */
const authority = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~!$&'()*+,;=:]*?)(:[0-9]*)?$/;

/**
 * Reads an image reference: `docker.io` becomes `index.docker.io`, a lone name on it gets `library/`,
 * no tag means `latest`, and of `name:tag@digest` the digest counts.
 * Throws BadName (`could not parse reference: …`).
 */
export function parseReference(text: string): Reference {
  const reference = attempt(() => tagged(text)) ?? attempt(() => digested(text));
  if (reference === undefined) throw new BadName(`could not parse reference: ${text}`);
  return reference;
}

/**
 * What is wrong with the `oci` of a source, or undefined: a registry, or a registry and the whole
 * path of a repository (go-containerregistry's strict validation).
 */
export function sourceFault(oci: string): string | undefined {
  try {
    if (hasRegistry(oci)) parseRepository(oci, 'strict');
    else parseRegistry(oci, 'strict');
    return undefined;
  } catch (error) {
    if (error instanceof BadName) return error.message;
    throw error;
  }
}

function tagged(text: string): Reference {
  const { base, tag } = splitTag(text);
  const { registry, repository } = parseRepository(base, 'weak');
  const identifier = tag ?? 'latest';
  const name = `${repository}:${identifier}`;
  return { name, kind: 'tag', registry, repository, identifier, tag, digest: undefined };
}

function digested(text: string): Reference {
  const [base, digest, more] = text.split('@');
  if (base === undefined || digest === undefined || more !== undefined)
    throw new BadName(
      `a digest must contain exactly one '@' separator (e.g. registry/repository@digest) saw: ${text}`,
    );
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new BadName(`digest must be sha256: ${digest}`);
  const of = tagged(base);
  const { registry, repository, tag } = of;
  const name = `${repository}@${digest}`;
  return { name, kind: 'digest', registry, repository, identifier: digest, tag, digest };
}

/** The last colon begins a tag unless a slash follows it: then it begins a port. */
function splitTag(text: string): { base: string; tag: string | undefined } {
  const colon = text.lastIndexOf(':');
  if (colon === -1 || text.includes('/', colon)) return { base: text, tag: undefined };
  const tag = text.slice(colon + 1);
  if (tag !== '') checkElement('tag', tag, tagChars, 1, 127);
  return { base: text.slice(0, colon), tag: tag === '' ? undefined : tag };
}

/** The first segment is a registry if it has a dot or a colon, or is exactly `localhost`. */
function parseRepository(text: string, validation: 'weak' | 'strict') {
  if (text === '') throw new BadName('a repository name must be specified');
  const slash = text.indexOf('/');
  const explicit = hasRegistry(text);
  const path = explicit ? text.slice(slash + 1) : text;
  checkElement('repository', path, repositoryChars, 2, 255);
  const registry = parseRegistry(explicit ? text.slice(0, slash) : '', validation);
  const implicit = registry === hub && !path.includes('/');
  if (implicit && validation === 'strict')
    throw new BadName("strict validation requires the full repository path (missing 'library')");
  return { registry, repository: `${registry}/${implicit ? 'library/' : ''}${path}` };
}

function hasRegistry(text: string): boolean {
  const slash = text.indexOf('/');
  return slash !== -1 && /[.:]/.test(text.slice(0, slash));
}

function parseRegistry(text: string, validation: 'weak' | 'strict'): string {
  if (text === '' && validation === 'strict')
    throw new BadName('strict validation requires the registry to be explicitly defined');
  if (!authority.test(text))
    throw new BadName(`registries must be valid RFC 3986 URI authorities: ${text}`);
  return text === '' || text === 'docker.io' ? hub : text;
}

function checkElement(what: string, text: string, allowed: string, least: number, most: number) {
  const length = [...text].length;
  if (length < least || length > most)
    throw new BadName(`${what} must be between ${least} and ${most} characters in length: ${text}`);
  for (const character of text)
    if (!allowed.includes(character))
      throw new BadName(`${what} can only contain the characters \`${allowed}\`: ${text}`);
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof BadName) return undefined;
    throw error;
  }
}

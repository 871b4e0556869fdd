// SPDX-License-Identifier: Apache-2.0

/** An image reference in canonical form, as go-containerregistry writes it. */
export interface Reference {
  /** As it was written, capitals included; `index.docker.io` for Docker Hub. */
  registry: string;
  /** Registry and path. */
  repository: string;
  kind: 'tag' | 'digest';
  /** The tag, or `sha256:` and hex. */
  identifier: string;
  /** `repository:tag` or `repository@digest`. */
  name: string;
}

const hub = 'index.docker.io';
const repositoryCharacters = 'abcdefghijklmnopqrstuvwxyz0123456789_-./';

/** The longest reference that is read, in characters. */
export const longestReference = 1024;

/**
 * Reads an image reference weakly: Docker Hub, `library/` and `latest` are filled in; a tag beside a
 * digest is dropped, since the digest alone decides.
 * @throws Error with go-containerregistry's wording
 */
export function parseReference(text: string): Reference {
  if (text.length > longestReference) {
    throw new Error(`could not parse reference: longer than ${longestReference} characters`);
  }
  try {
    return text.includes('@') ? digested(text) : tagged(text);
  } catch (cause) {
    throw new Error(`could not parse reference: ${text}`, { cause });
  }
}

/** What keeps a text from being an image reference, and how one is written; undefined for one that is. */
export function whyNoReference(text: string): string | undefined {
  try {
    parseReference(text);
    return undefined;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const why = cause instanceof Error ? `${cause.message}; ` : '';
    return `${why}write REGISTRY/NAME:TAG or REGISTRY/NAME@sha256:…, as in ghcr.io/acme/app:v1`;
  }
}

function tagged(text: string): Reference {
  const { base, tag = 'latest' } = withoutTag(text);
  const { registry, repository } = parseRepository(base);
  return { registry, repository, kind: 'tag', identifier: tag, name: `${repository}:${tag}` };
}

function digested(text: string): Reference {
  const [base = '', digest = '', ...more] = text.split('@');
  if (more.length > 0 || !/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw new Error('a digest must be sha256: and 64 digits of lower-case hex');
  }
  const { registry, repository } = parseRepository(withoutTag(base).base);
  const name = `${repository}@${digest}`;
  return { registry, repository, kind: 'digest', identifier: digest, name };
}

/** The last colon begins a tag unless a slash follows: then it is a port's. */
function withoutTag(text: string): { base: string; tag?: string } {
  const colon = text.lastIndexOf(':');
  if (colon === -1 || text.includes('/', colon)) return { base: text };
  const tag = text.slice(colon + 1);
  if (tag === '') return { base: text.slice(0, colon) };
  if (!/^[\w.-]{1,127}$/.test(tag)) throw new Error(`${tag} is no tag`);
  return { base: text.slice(0, colon), tag };
}

/** Registry and path of a repository without tag or digest. @throws Error */
function parseRepository(text: string): { registry: string; repository: string } {
  const slash = text.indexOf('/');
  const first = slash === -1 ? '' : text.slice(0, slash);
  const named = looksLikeHost(first);
  const path = named ? text.slice(slash + 1) : text;
  checkPath(path);
  const registry = named ? canonicalRegistry(first) : hub;
  const filled = registry === hub && !path.includes('/') ? `library/${path}` : path;
  return { registry, repository: `${registry}/${filled}` };
}

function checkPath(path: string): void {
  if (path.length < 2 || path.length > 255) {
    throw new Error(`repository must be between 2 and 255 characters in length: ${path}`);
  }
  if (/[^a-z0-9_\-./]/.test(path)) {
    throw new Error(
      `repository can only contain the characters \`${repositoryCharacters}\`: ${path}`,
    );
  }
}

/** Whether the first segment of a name is a registry and no namespace of Docker Hub. */
export const looksLikeHost = (segment: string): boolean =>
  segment === 'localhost' || segment.includes('.') || segment.includes(':');

/** A registry in the form that the rest compares. @throws Error for what is no RFC 3986 authority */
function canonicalRegistry(text: string): string {
  if (!/^(\[[0-9a-f:.]+\]|[\w.~!$&'()*+,;=-]+)(:\d*)?$/i.test(text)) {
    throw new Error(`registries must be valid RFC 3986 URI authorities: ${text}`);
  }
  return text === 'docker.io' ? hub : text;
}

/**
 * Checks the `oci` of a source: a registry alone, or a repository with its whole path.
 * @throws Error with go-containerregistry's wording under strict validation
 */
export function checkOci(text: string): void {
  const slash = text.indexOf('/');
  if (slash === -1 || !/[.:]/.test(text.slice(0, slash))) {
    canonicalRegistry(text);
    return;
  }
  const path = text.slice(slash + 1);
  checkPath(path);
  if (canonicalRegistry(text.slice(0, slash)) === hub && !path.includes('/')) {
    throw new Error("strict validation requires the full repository path (missing 'library')");
  }
}

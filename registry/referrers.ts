// SPDX-License-Identifier: Apache-2.0
import { limits } from './limits.ts';
import { type Descriptor, indexTypes, readIndex } from './manifest.ts';
import type { Repository } from './repository.ts';
import { Troubled } from './troubled.ts';
import type { Answer } from './wire/send.ts';

/**
 * Answers of registries without the referrers API: 404 by the specification, the others in the wild
 * (303 leads to a page for people, which is soon rate-limited).
 */
const unknownApi = new Set([303, 400, 404, 405, 406, 501]);

/**
 * What refers to a digest: by the referrers API of OCI 1.1, page after page, or by the fallback tag
 * where a registry has no such API. The descriptors are a hint and no more: what each is, its own
 * manifest says. Listed twice is listed once.
 * @throws Troubled
 */
export async function referrers(repository: Repository, digest: string): Promise<Descriptor[]> {
  const first = await repository.page(`referrers/${digest}`);
  const listed = isUnsupported(first)
    ? await behindTag(repository, digest)
    : await allPages(repository, digest, first);
  return [...new Map(listed.map((each) => [each.digest, each])).values()];
}

/** A page that is no index at all comes from registries that show people's pages under unknown paths. */
function isUnsupported({ status, headers }: Answer): boolean {
  if (unknownApi.has(status)) return true;
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  return status === 200 && !indexTypes.includes(type) && !/json$/.test(type);
}

async function behindTag(repository: Repository, digest: string): Promise<Descriptor[]> {
  const found = await repository.manifest(digest.replace(':', '-'));
  return found === undefined ? [] : bounded(readIndex(found.bytes).manifests);
}

async function allPages(
  repository: Repository,
  digest: string,
  first: Answer,
): Promise<Descriptor[]> {
  const listed: Descriptor[] = [];
  let answer = first;
  for (let count = 1; ; count += 1) {
    const { status, url, body } = answer;
    if (status !== 200) throw new Troubled('malformed', `${url.host} answered ${status} to a list`);
    listed.push(...bounded(readIndex(body).manifests));
    bounded(listed);
    const next = nextPage(answer, digest);
    if (next === undefined) return listed;
    if (count === limits.pages) {
      throw new Troubled('too-large', `the referrers stand on more than ${limits.pages} pages`);
    }
    answer = await repository.page(next);
  }
}

/**
 * The path of the next page (RFC 8288). It is asked for where the first one was, whatever host the
 * link names: behind proxies that is often a wrong one. @throws Troubled if it is no page of this list
 */
function nextPage({ headers, url }: Answer, digest: string): string | undefined {
  const link = [headers.link ?? ''].flat().join(', ');
  const target = /<([^<>]*)>[^,<]*;\s*rel="?next"?/i.exec(link)?.[1];
  if (target === undefined) return undefined;
  const next = URL.canParse(target, url) ? new URL(target, url) : undefined;
  const ending = `/referrers/${digest}`;
  if (next?.pathname.endsWith(ending) !== true || next.search === url.search) {
    throw new Troubled('malformed', `${url.host} continues its list of referrers elsewhere`);
  }
  return `referrers/${digest}${next.search}`;
}

function bounded(listed: Descriptor[]): Descriptor[] {
  if (listed.length <= limits.listed) return listed;
  throw new Troubled('too-large', `more than ${limits.listed} referrers are listed`);
}

// SPDX-License-Identifier: Apache-2.0
import { parseReference } from '../../core/policy/reference.ts';

/** An image as the node has it. */
export interface Pulled {
  /** A repository in canonical form. */
  repository: string;
  digest: string;
  /** The digest is an id of the node's own, and the repository only what the pod asks for. */
  local?: true;
}

/**
 * Which image a container's status says that it runs: `repository@sha256:…` as containerd and CRI-O
 * write it, with `docker-pullable://` before it where Docker runs containers. Undefined where the node says
 * no such thing, or nothing yet.
 */
export function pulledImage(imageId: string): Pulled | undefined {
  const text = imageId.replace(/^docker-pullable:\/\//, '');
  if (!text.includes('@')) return undefined;
  try {
    const { repository, identifier } = parseReference(text);
    return { repository, digest: identifier };
  } catch {
    return undefined;
  }
}

/** The node's own id of an image that was loaded and not pulled, `sha256:…`; undefined for what is none. */
export function localId(imageId: string): string | undefined {
  const [, hex] = /^(?:docker:\/\/)?(?:sha256:)?([0-9a-f]{64})$/.exec(imageId) ?? [];
  return hex === undefined ? undefined : `sha256:${hex}`;
}

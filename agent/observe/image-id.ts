// SPDX-License-Identifier: Apache-2.0
import { parseReference } from '../../core/policy/reference.ts';

/** An image as the node has it. */
export interface Pulled {
  /** A repository in canonical form. */
  repository: string;
  digest: string;
}

/**
 * Which image a container's status says that it runs: `repository@sha256:…` as containerd and CRI-O
 * write it, with `docker-pullable://` before it where Docker runs containers. Undefined where the node
 * knows no more than an id of its own: of an image that was loaded and not pulled, or before there is any.
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

// SPDX-License-Identifier: Apache-2.0
import { parseReference } from '../../../core/policy/reference.ts';
import type { Keychain } from '../../../registry/credentials/credential.ts';
import { openRegistry } from '../../../registry/registry.ts';
import type { Settings } from '../../../registry/settings.ts';
import type { ImageId } from './kubelet.ts';

/** Where the nodes of a cluster pull from. */
export interface Pulling {
  registries?: Settings;
  keychain?: Keychain;
}

/** Images as containerd names them once they are pulled: Docker Hub is `docker.io`. */
export function imageIds({ registries = { reach: 'private' }, keychain }: Pulling): {
  imageId: ImageId;
  close: () => void;
} {
  const registry = openRegistry(registries);
  return {
    imageId: async (image) => {
      const reference = parseReference(image);
      const found = await registry.resolve(reference, keychain ?? (async () => undefined));
      if (found.kind !== 'found') return undefined;
      return `${reference.repository.replace(/^index\.docker\.io\//, 'docker.io/')}@${found.digest}`;
    },
    close: registry.close,
  };
}

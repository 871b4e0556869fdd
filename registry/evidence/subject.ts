// SPDX-License-Identifier: Apache-2.0
import type { Subject } from '../../core/evidence/subject.ts';

/** The tag under which cosign keeps one kind of thing for a digest. */
export const cosignTag = ({ digest, tagPrefix }: Subject, suffix: 'sig' | 'att' | 'sbom'): string =>
  `${tagPrefix}${digest.replace(':', '-')}.${suffix}`;

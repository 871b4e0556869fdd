// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** A SHA-256 as registries write it (OCI image-spec, Digests). */
export const digestForm = /^sha256:[0-9a-f]{64}$/;

/** A digest in a message. */
export const digest = z.string().regex(digestForm, 'is not sha256: and 64 hex digits');

// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';

/** The SHA-256 of the text in UTF-8, in hex. The console, which evaluates nothing, has another in its place. */
export const sha256 = (text: string): string => hash('sha256', text);

// SPDX-License-Identifier: Apache-2.0
import { asked } from './given.ts';
import type { Builtin } from './known.ts';

const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

/** Of package "net". */
export const nets: Record<string, Builtin> = {
  'net.IPv4': asked(1, (of = '') => ipv4.test(of)),
};

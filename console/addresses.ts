// SPDX-License-Identifier: Apache-2.0

/** The addresses of all pages; `*` is a UIDP, with its slashes. Hosting shows the console at these. */
export const addresses = [
  '/',
  '/clusters',
  '/clusters/*',
  '/images/*',
  '/policies',
  '/policies/new',
  '/policies/*',
  '/groups',
  '/groups/*',
  '/audit',
] as const;

export type Address = (typeof addresses)[number];

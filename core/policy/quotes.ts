// SPDX-License-Identifier: Apache-2.0

/** Quotation marks that word processors make of straight ones; YAML takes them for text. */
const open = '[\\u2018\\u201a\\u201b\\u201c\\u201e\\u201f\\u00ab]';
const close = '[\\u2019\\u201a\\u201b\\u201d\\u201e\\u201f\\u00bb]';
const quoted = new RegExp(`^${open}(.*)(?:${close}|${open})$`, 's');

/** The text between typographic quotes, if it stands between such. */
export const unquoted = (text: string): string | undefined => quoted.exec(text)?.[1];

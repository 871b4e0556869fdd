// SPDX-License-Identifier: Apache-2.0
import { longestExpression } from './expression.ts';

/** What an expression of an identity matches against its looks, each with the cure. */
export function lintExpression(pattern: string): string[] {
  if (pattern === '' || pattern.length > longestExpression) return [];
  if (/^\^?(\.\*|\.\+)\$?$/.test(pattern)) return [`"${pattern}" matches everybody`];
  const open = !/^(\^|\\A|\.\*|\.\+)/.test(pattern) || !/(\$|\\z|\.\*|\.\+)$/.test(pattern);
  return [
    ...(open
      ? [
          `"${pattern}" has no anchors at both ends; here it must match the whole value, upstream any part of it: write ^…$, with .* for what may differ`,
        ]
      : []),
    ...(/(?<!\\)\.(?![*+?{])/.test(pattern.replaceAll(/\[[^\]]*\]/g, ''))
      ? [`a bare . in "${pattern}" matches any character; write \\. for a dot`]
      : []),
    ...(/\([^()]*(?:[*+]|\{\d+,\d*\})[^()]*\)(?:[*+]|\{\d+,\d*\})/.test(pattern)
      ? [`"${pattern}" repeats a repetition; other engines take exponential time for it`]
      : []),
  ];
}

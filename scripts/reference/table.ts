// SPDX-License-Identifier: Apache-2.0

/** A table in Markdown, its columns aligned as the formatter has them. */
export function tableOf(headers: string[], rows: string[][]): string {
  const cells = [headers, ...rows].map((row) => row.map(plain));
  const widths = headers.map((_header, at) =>
    Math.max(3, ...cells.map((row) => row[at]?.length ?? 0)),
  );
  const line = (texts: string[]) =>
    `| ${texts.map((text, at) => text.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join(
    '\n',
  );
}

const plain = (cell: string): string => cell.replaceAll('|', '\\|').replaceAll('\n', ' ');

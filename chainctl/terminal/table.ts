// SPDX-License-Identifier: Apache-2.0
import stringWidth from 'string-width';
import { printable } from './printable.ts';

/**
 * A table as the walkthrough shows it: headers in the middle, ` | ` between columns, a rule below the
 * headers, two spaces before each line. A cell may have several lines.
 */
export function table(headers: string[], rows: string[][]): string {
  const cells = rows.map((row) => row.map((cell) => cell.split('\n').map(printable)));
  const widths = headers.map((header, column) =>
    Math.max(
      stringWidth(header),
      ...cells.flatMap((row) => (row[column] ?? []).map((line) => stringWidth(line))),
    ),
  );
  const line = (texts: string[]) => `  ${texts.join(' | ')}`.trimEnd();
  const last = widths.length - 1;
  const rule = widths
    .map((width, column) => '-'.repeat(width + (column === 0 || column === last ? 3 : 2)))
    .join('+');
  const single = widths.length === 1 ? `${rule}-` : rule;
  return [
    line(headers.map((header, column) => centred(header, widths[column] ?? 0))),
    single,
    ...cells.flatMap((row) => {
      const height = Math.max(1, ...row.map((lines) => lines.length));
      return Array.from({ length: height }, (_, at) =>
        line(
          headers.map((_header, column) => padded(row[column]?.[at] ?? '', widths[column] ?? 0)),
        ),
      );
    }),
  ].join('\n');
}

const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - stringWidth(text)));

function centred(text: string, width: number): string {
  const left = Math.floor((width - stringWidth(text)) / 2);
  return padded(' '.repeat(left) + text, width);
}

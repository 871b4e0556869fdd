// SPDX-License-Identifier: Apache-2.0
import { structuredPatch } from 'diff';
import { numbered } from './lines.ts';

/** What differs between two texts, line by line: taken away (−) and added (+), with lines around. */
export function Difference({ from, to, title }: { from: string; to: string; title: string }) {
  const { hunks } = structuredPatch('', '', from, to, '', '', { context: 3 });
  if (hunks.length === 0) return <p className="quiet">Not a character differs.</p>;
  return (
    <figure className="difference" aria-label={title}>
      {hunks.map(({ oldStart, newStart, lines }) => (
        <pre key={`${oldStart}:${newStart}`}>
          {numbered(lines).map(({ number, text }) => (
            <Line key={number} line={text} />
          ))}
        </pre>
      ))}
    </figure>
  );
}

function Line({ line }: { line: string }) {
  const text = line.slice(1);
  if (line.startsWith('+')) return <ins>+ {text}</ins>;
  if (line.startsWith('-')) return <del>− {text}</del>;
  return line.startsWith('\\') ? null : <span> {` ${text}`}</span>;
}

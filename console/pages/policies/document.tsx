// SPDX-License-Identifier: Apache-2.0
import { numbered } from './lines.ts';

/** A document as it stands, its lines numbered. */
export const Document = ({ text }: { text: string }) => (
  <pre className="document">
    {numbered(text.replace(/\n$/, '').split('\n')).map((line) => (
      <code key={line.number}>{line.text || ' '}</code>
    ))}
  </pre>
);

// SPDX-License-Identifier: Apache-2.0
import type { Described } from './image.tsx';

/** The bills of materials that lie beside the image, and how many packages they name. */
export const Sboms = ({ of: { sboms } }: { of: Described }) => (
  <section aria-labelledby="sboms">
    <h2 id="sboms">What is in it</h2>
    {sboms.length === 0 && (
      <p className="quiet">No bill of materials lies beside it that could be read.</p>
    )}
    {sboms.map(({ digest, mediaType, packages = {} }) => (
      <div key={digest} className="sheet">
        <p className="quiet">
          {mediaType} <code title={digest}>{digest.slice(0, 19)}</code>
        </p>
        <Packages counts={Object.entries(packages)} />
      </div>
    ))}
  </section>
);

function Packages({ counts }: { counts: [type: string, count: number][] }) {
  if (counts.length === 0) return <p>It names no packages.</p>;
  const sorted = counts.toSorted(([, a], [, b]) => b - a);
  const most = sorted[0]?.[1] ?? 1;
  return (
    <table className="packages">
      <caption>{counts.reduce((sum, [, count]) => sum + count, 0)} packages, by type</caption>
      <tbody>
        {sorted.map(([type, count]) => (
          <tr key={type}>
            <th scope="row">{type}</th>
            <td>{count}</td>
            <td aria-hidden="true">
              <span className="amount" style={{ width: `${(100 * count) / most}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

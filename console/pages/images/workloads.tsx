// SPDX-License-Identifier: Apache-2.0
import { Link } from 'wouter';
import type { Described } from './image.tsx';

/** Where the image runs: each workload, and the fields of it that name the image. */
export const Workloads = ({ of: { cluster, workloads } }: { of: Described }) => (
  <section className="sheet" aria-labelledby="runs">
    <h2 id="runs">Where it runs</h2>
    {workloads.length === 0 && <p className="quiet">Nothing in {cluster.name} runs it now.</p>}
    <ul className="lines">
      {workloads.map(({ kind, namespace, name, places }) => {
        const id = `${kind}/${namespace}/${name}`;
        return (
          <li key={id}>
            <Link to={`/clusters/${cluster.id}?${new URLSearchParams({ workload: id })}`}>
              {name}
            </Link>{' '}
            <span className="quiet">
              {kind} in {namespace}
            </span>
            {places.map((place) => (
              <code key={place} className="place">
                {place}
              </code>
            ))}
          </li>
        );
      })}
    </ul>
  </section>
);

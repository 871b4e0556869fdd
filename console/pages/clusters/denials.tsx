// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Cluster } from '../../../core/api/clusters.ts';
import { type Denial, listDenials } from '../../../core/api/denials.ts';
import { call } from '../../api/call.ts';
import { backwards } from '../../api/queries.ts';
import { Earlier } from '../../parts/earlier.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Fact } from '../../parts/fact.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Read } from '../../parts/read.tsx';

/** What the cluster refused at admission, the newest first, each with its reason and the cure on asking. */
export function Denials({ of: cluster }: { of: Cluster }) {
  const denials = useInfiniteQuery(
    backwards([listDenials.id, 'pages', cluster.id], 3_000, (page, signal) =>
      call(listDenials, { cluster: cluster.id, ...page }, signal),
    ),
  );
  return (
    <>
      <Read from={denials}>
        {({ pages }) => {
          const all = pages.flatMap(({ items }) => items);
          return all.length === 0 ? (
            <Empty command="kubectl label ns default policy.sigstore.dev/include=true">
              Nothing was refused in the last thirty days. Namespaces are guarded that have the
              label:
            </Empty>
          ) : (
            <ol className="trail" aria-label="Refused">
              {all.map((denial) => (
                <Refused key={denial.id} denial={denial} />
              ))}
            </ol>
          );
        }}
      </Read>
      <Earlier in={denials} />
    </>
  );
}

function Refused({ denial }: { denial: Denial }) {
  const { object, owner, user, images, at, times, operation } = denial;
  const names = images.map(({ image }) => image.replace(/@.*/, ''));
  return (
    <li>
      <details>
        <summary>
          {object.kind} <b>{object.name}</b>{' '}
          <span className="quiet">
            in {object.namespace} · {names.join(', ')} · <Moment at={at} />
          </span>
        </summary>
        {images.map((each) => (
          <Why key={each.place} of={each} />
        ))}
        <dl className="known">
          <Fact name="Wanted by">
            {owner === undefined ? user : `${owner.kind} ${owner.name}, as ${user}`}
          </Fact>
          <Fact name="Operation">{operation}</Fact>
          <Fact name="Refused">
            {at}
            {times > 1 && `, and ${times - 1} times since it was told before`}
          </Fact>
        </dl>
      </details>
    </li>
  );
}

const Why = ({ of: { image, place, policies, message } }: { of: Denial['images'][number] }) => (
  <>
    <p>
      <code>{image}</code> <span className="quiet">{place}</span>
    </p>
    {message !== undefined && <p>{message}</p>}
    {policies.map((each) => (
      <p key={each.name}>
        <b>{each.name}</b>: {each.message}
      </p>
    ))}
  </>
);

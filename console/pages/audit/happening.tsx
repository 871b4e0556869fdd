// SPDX-License-Identifier: Apache-2.0
import { Link } from 'wouter';
import type { Event } from '../../../core/api/events.ts';
import type { Group } from '../../../core/api/groups.ts';
import { Moment } from '../../parts/moment.tsx';
import { pathOf } from '../groups/lineage.ts';

/** One change in a line, with everything that is known of it on asking. */
export function Happening({ event, groups }: { event: Event; groups: Group[] }) {
  const { actor, type, time, subject, group, from, body } = event;
  const page = pageOf(type, subject);
  const name = nameOf(body);
  return (
    <li>
      <details>
        <summary>
          <b>{actor.email ?? actor.act?.sub ?? 'somebody'}</b> {deed(type)} {name}{' '}
          <span className="quiet">
            in {pathOf(group, groups) || 'a group'} · <Moment at={time} />
          </span>
        </summary>
        <dl>
          {page !== undefined && (
            <>
              <dt>Page</dt>
              <dd>
                <Link to={page}>{name}</Link>
              </dd>
            </>
          )}
          <dt>When</dt>
          <dd>{time}</dd>
          <dt>Id</dt>
          <dd>
            <code>{subject}</code>
          </dd>
          <dt>From</dt>
          <dd>
            {from.address} {from.client}
          </dd>
          <dt>Event</dt>
          <dd>
            <code>{type}</code>
          </dd>
          <dt>What</dt>
          <dd>
            <pre>{JSON.stringify(body, undefined, 2)}</pre>
          </dd>
        </dl>
      </details>
    </li>
  );
}

/** The deed that a type of event names, in words: `created a policy`. */
export function deed(type: string): string {
  const words = type
    .replace(/^dev\.chainguard\.(api\.)?/, '')
    .replace(/\.v\d+$/, '')
    .split('.');
  const verb = words.at(-1) ?? 'changed';
  const noun = (words.at(-2) ?? '').replaceAll('_', ' ').replace(/s$/, '');
  return verb === 'registered' ? 'joined' : `${verb} ${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** What it is called: by its name, or as an image. */
function nameOf(body: Event['body']): string {
  const name = body['name'] ?? body['image'];
  return typeof name === 'string' ? name : '';
}

const pages: [RegExp, string][] = [
  [/\.iam\.policy\.(created|updated)\./, '/policies'],
  [/\.iam\.group\.(created|updated)\./, '/groups'],
  [/\.tenant\.cluster\.(created|updated)\./, '/clusters'],
];

const pageOf = (type: string, subject: string): string | undefined => {
  const found = pages.find(([kind]) => kind.test(type));
  return found === undefined ? undefined : `${found[1]}/${subject}`;
};

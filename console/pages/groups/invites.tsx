// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import type { Group } from '../../../core/api/groups.ts';
import { deleteInvite, type Invite, listInvites } from '../../../core/api/invites.ts';
import { useAct } from '../../api/act.ts';
import { useMay } from '../../api/may.ts';
import { every } from '../../api/queries.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Read } from '../../parts/read.tsx';
import { NewInvite } from './new-invite.tsx';

/** Who may join with a code, and the way to invite more. */
export function Invites({ group }: { group: Group }) {
  const invites = useQuery(every(listInvites, { group: group.id }));
  const mayInvite = useMay('group_invites.create', group.id);
  const maySee = useMay('group_invites.list', group.id);
  if (!maySee && !mayInvite) return null;
  return (
    <section aria-labelledby="invites">
      <h2 id="invites">Invites</h2>
      {mayInvite && <NewInvite group={group} />}
      <Read from={invites}>
        {(all) =>
          all.length === 0 ? (
            <p className="quiet">Nobody is invited.</p>
          ) : (
            <ul className="tree">
              {all.map((invite) => (
                <Row key={invite.id} invite={invite} />
              ))}
            </ul>
          )
        }
      </Read>
    </section>
  );
}

const date = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

function Row({ invite }: { invite: Invite }) {
  const { id, role, email, expiration, keyId, singleUse } = invite;
  const remove = useAct(deleteInvite);
  const mayDelete = useMay('group_invites.delete', invite.group);
  return (
    <li className="row">
      <span>
        <b>{role.name}</b> for {email ?? 'whoever has the code'}
        <span className="quiet">
          {' '}
          {singleUse ? 'once, ' : ''}until {date.format(new Date(expiration))}, key {keyId}
        </span>
      </span>
      {mayDelete && (
        <Dialog
          open="Delete"
          label={`Delete the invite ${keyId}`}
          title="Delete this invite?"
          verb="Delete"
          danger
          act={() => remove.mutateAsync({ id })}
        >
          <p>Its code is worth nothing from then on; who has joined stays.</p>
        </Dialog>
      )}
    </li>
  );
}

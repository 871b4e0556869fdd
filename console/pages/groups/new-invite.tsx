// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { Group } from '../../../core/api/groups.ts';
import { createInvite } from '../../../core/api/invites.ts';
import { useAct } from '../../api/act.ts';
import { Command } from '../../parts/command.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Choice, Field } from '../../parts/fields.tsx';
import { RoleChoice } from './role-choice.tsx';

const day = 24 * 3600;
const lives = [
  { id: String(day), title: 'A day' },
  { id: String(7 * day), title: 'A week' },
  { id: String(30 * day), title: '30 days' },
];

/** Makes an invite, and shows its code the one time that it can be seen. */
export function NewInvite({ group }: { group: Group }) {
  const create = useAct(createInvite);
  const [code, setCode] = useState<string>();
  const act = async (filled: FormData) => {
    const email = String(filled.get('email'));
    const made = await create.mutateAsync({
      group: group.id,
      role: String(filled.get('role')),
      ttl: Number(filled.get('ttl')),
      ...(email === '' ? {} : { email }),
      singleUse: filled.get('uses') === 'once',
    });
    setCode(made.code);
  };
  return (
    <>
      <Dialog open="Invite" title={`Invite to ${group.name}`} verb="Make the invite" act={act}>
        <RoleChoice />
        <Field
          name="email"
          label="E-mail"
          type="email"
          hint="Only who logs in with this address can use it; empty: whoever has the code."
        />
        <Choice name="ttl" label="Good for" options={lives} initial={String(7 * day)} />
        <Choice
          name="uses"
          label="May be used"
          options={[
            { id: 'often', title: 'By as many as have the code' },
            { id: 'once', title: 'Once' },
          ]}
          initial="often"
        />
      </Dialog>
      {code !== undefined && (
        <div className="empty" role="status">
          <p>This code is shown once. Whoever is invited types, after downloading chainctl:</p>
          <Command text={`chainctl auth login --invite-code ${code}`} />
        </div>
      )}
    </>
  );
}

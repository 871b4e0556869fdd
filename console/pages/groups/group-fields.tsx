// SPDX-License-Identifier: Apache-2.0
import { Field } from '../../parts/fields.tsx';

/** What one says of a group. */
export const GroupFields = ({ name = '', description = '' }) => (
  <>
    <Field name="name" label="Name" required initial={name} />
    <Field name="description" label="Description" initial={description} />
  </>
);

/** What was filled in. */
export const filledGroup = (filled: FormData) => ({
  name: String(filled.get('name')),
  description: String(filled.get('description')),
});

// SPDX-License-Identifier: Apache-2.0
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';

/** One line of text to fill in. */
export function Field({
  name,
  label,
  value,
  hint,
  type = 'text',
  required = false,
  initial = '',
  onChange,
}: {
  name: string;
  label: string;
  value?: string;
  hint?: string;
  type?: 'text' | 'email' | 'search';
  required?: boolean;
  initial?: string;
  onChange?: (value: string) => void;
}) {
  return (
    <TextField
      className="field"
      name={name}
      type={type}
      isRequired={required}
      {...(value === undefined ? { defaultValue: initial } : { value })}
      {...(onChange === undefined ? {} : { onChange })}
    >
      <Label>{label}</Label>
      <Input autoComplete="off" />
      {hint !== undefined && <Text slot="description">{hint}</Text>}
      <FieldError />
    </TextField>
  );
}

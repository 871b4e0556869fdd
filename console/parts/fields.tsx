// SPDX-License-Identifier: Apache-2.0
import {
  Button,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
} from 'react-aria-components';

export { Field } from './field.tsx';

/** One of several. */
export function Choice({
  name,
  label,
  options,
  initial,
  onChange,
}: {
  name: string;
  label: string;
  options: { id: string; title: string; hint?: string }[];
  initial?: string;
  onChange?: (id: string) => void;
}) {
  return (
    <Select
      className="field"
      name={name}
      isRequired
      {...(initial === undefined ? {} : { defaultValue: initial })}
      {...(onChange === undefined ? {} : { onChange: (id) => id !== null && onChange(String(id)) })}
    >
      <Label>{label}</Label>
      <Button className="button choice">
        <SelectValue />
        <span aria-hidden="true">▾</span>
      </Button>
      <FieldError />
      <Popover className="popover">
        <ListBox items={options}>
          {({ id, title, hint }) => (
            <ListBoxItem id={id} textValue={title}>
              <Text slot="label">{title}</Text>
              {hint !== undefined && <Text slot="description">{hint}</Text>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}

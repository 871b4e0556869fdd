// SPDX-License-Identifier: Apache-2.0
import { type FormEvent, type ReactNode, useState } from 'react';
import {
  Dialog as AriaDialog,
  Button,
  DialogTrigger,
  Form,
  Heading,
  Modal,
  ModalOverlay,
} from 'react-aria-components';
import { Field } from './field.tsx';
import { Problem } from './problem.tsx';

interface Asked {
  /** The button that opens it. */
  open: string;
  /** What it is called where the word alone does not say what it is about. */
  label?: string;
  title: string;
  /** The button that does it. */
  verb: string;
  danger?: boolean;
  /** Does it with what was filled in; the dialog closes when that is done, and shows why if it fails. */
  act: (filled: FormData) => Promise<unknown>;
  /** Kept from being done as long as this is false. */
  ready?: boolean;
  children?: ReactNode;
}

/** A question over the page: what is to be filled in, a way out, and the deed. */
export function Dialog(asked: Asked) {
  return (
    <DialogTrigger>
      <Button
        className={`button${asked.danger === true ? ' danger' : ''}`}
        {...(asked.label === undefined ? {} : { 'aria-label': asked.label })}
      >
        {asked.open}
      </Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <AriaDialog>{({ close }) => <Question {...asked} close={close} />}</AriaDialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}

function Question({
  title,
  verb,
  danger,
  act,
  ready = true,
  children,
  close,
}: Asked & { close: () => void }) {
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    act(new FormData(event.currentTarget))
      .then(close, setError)
      .finally(() => setBusy(false));
  };
  return (
    <Form onSubmit={submit}>
      <Heading slot="title">{title}</Heading>
      {children}
      {error !== undefined && <Problem error={error} />}
      <div className="actions">
        <Button className="button" onPress={close}>
          Cancel
        </Button>
        <Button
          type="submit"
          className={`button ${danger === true ? 'danger' : 'primary'}`}
          isDisabled={busy || !ready}
        >
          {verb}
        </Button>
      </div>
    </Form>
  );
}

/** Asks for the name of what is to go, before it goes. */
export function TypeToDelete({
  what,
  name,
  act,
  children,
}: {
  /** What it is, e.g. `cluster`. */
  what: string;
  name: string;
  act: () => Promise<unknown>;
  children: ReactNode;
}) {
  const [typed, setTyped] = useState('');
  return (
    <Dialog
      open="Delete"
      title={`Delete the ${what} ${name}?`}
      verb={`Delete the ${what}`}
      danger
      act={act}
      ready={typed === name}
    >
      {children}
      <Field
        name="name"
        label={`Its name, to be sure: ${name}`}
        value={typed}
        onChange={setTyped}
      />
    </Dialog>
  );
}

// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'react';

/** How long nothing was typed before it is looked for, in milliseconds. */
const pause = 300;

/** A field to search with: it tells what was typed once the typing rests. */
export function Search({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (text: string) => void;
}) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  const tell = useRef(onChange);
  tell.current = onChange;
  useEffect(() => {
    // Changed from elsewhere: another address was gone to.
    if (value === told.current) return;
    told.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    if (text === told.current) return;
    const timer = setTimeout(() => {
      told.current = text;
      tell.current(text);
    }, pause);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label>
      {label}
      <input
        type="search"
        value={text}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        placeholder="a part of its name"
        onChange={({ target }) => setText(target.value)}
      />
    </label>
  );
}

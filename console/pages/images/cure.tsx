// SPDX-License-Identifier: Apache-2.0
import { Command } from '../../parts/command.tsx';
import { sentence } from '../../parts/problem.tsx';

/** What to do: in words, with the command to type where there is one. */
export function Cure({ text }: { text: string }) {
  const found = /^(?:(.+?): )?((?:cosign|chainctl) .*)$/.exec(text);
  const [, words = found === null ? text : 'type', command] = found ?? [];
  return (
    <div className="cure">
      <p>
        <b>To do:</b> <Marked text={sentence(command === undefined ? words : `${words}:`)} />
      </p>
      {command !== undefined && <Command text={command} />}
    </div>
  );
}

/** A text in which what stands between backticks is to be written to the letter. */
const Marked = ({ text }: { text: string }) =>
  text.split('`').map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part));

// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../../core/errors.ts';
import { Command } from './command.tsx';

/** What went wrong, in the words of the service, with every fault and what to do next. */
export function Problem({ error }: { error: unknown }) {
  const failure = error instanceof Failure ? error : undefined;
  const text = error instanceof Error ? error.message : String(error);
  return (
    <div className="problem" role="alert">
      <p>{sentence(text)}</p>
      {failure !== undefined && failure.faults.length > 0 && (
        <ul>
          {failure.faults.map(({ fault, place, line }) => (
            <li key={`${place}:${line}:${fault}`}>
              {place !== undefined && <code>{place}</code>} {fault}
              {line !== undefined && ` (line ${line})`}
            </li>
          ))}
        </ul>
      )}
      {failure?.next !== undefined && <Command text={failure.next} />}
    </div>
  );
}

/** A sentence as people write it. */
export function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…:]$/.test(first) ? first : `${first}.`;
}

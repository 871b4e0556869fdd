// SPDX-License-Identifier: Apache-2.0
import type { Failure, Fault } from '../../core/errors.ts';
import { printable } from './printable.ts';
import { say, type Terminal } from './terminal.ts';

/** Says what went wrong, everything that is wrong, and what to type next. */
export function complain(terminal: Terminal, failure: Failure): void {
  say(terminal, `Error: ${printable(failure.message)}`);
  for (const fault of failure.faults) say(terminal, `  ${faultLine(fault, failure.place)}`);
  if (failure.next !== undefined) say(terminal, `Try: ${printable(failure.next)}`);
}

/** `policy.yaml:6:11: spec.images[0].glob: …`, or as much of it as is known. */
export function faultLine({ fault, place, line, column }: Fault, file?: string): string {
  const where =
    line === undefined
      ? undefined
      : `${file ?? 'line'}:${line}${column === undefined ? '' : `:${column}`}`;
  const named = place === undefined || fault.includes(place) ? undefined : place;
  return printable([where, named, fault].filter((part) => part !== undefined).join(': '));
}

// SPDX-License-Identifier: Apache-2.0

/** One thing wrong at some fields, in knative's grammar. */
export interface FieldError {
  message: string;
  paths: string[];
  details?: string | undefined;
}

/** Gathers what is wrong, and how it is said upstream. */
export class FieldErrors {
  readonly all: FieldError[] = [];

  add(message: string, paths: string[], details?: string): void {
    this.all.push({ message, paths, details });
  }
  missing(...paths: string[]): void {
    this.add('missing field(s)', paths);
  }
  /** The value is shown, up to 2,000 characters of it. */
  invalid(value: string, path: string, details?: string): void {
    this.add(`invalid value: ${value.slice(0, 2_000)}`, [path], details);
  }
  neither(...paths: string[]): void {
    this.add('expected exactly one, got neither', paths);
  }
  both(...paths: string[]): void {
    this.add('expected exactly one, got both', paths);
  }
  forbidden(...paths: string[]): void {
    this.add('must not set the field(s)', paths);
  }
}

/**
 * `<message>: <paths, sorted>` and the details on the next line; equal messages with equal details
 * share their paths; sorted by message, then details.
 */
export function formatFieldErrors(errors: FieldError[]): string {
  const groups = new Map<string, FieldError>();
  for (const { message, paths, details } of errors) {
    const key = `${message}\0${details ?? ''}`;
    const group = groups.get(key) ?? { message, paths: [], details };
    groups.set(key, { ...group, paths: [...new Set([...group.paths, ...paths])].sort() });
  }
  return [...groups.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { message, paths, details }]) =>
      [`${message}: ${paths.join(', ')}`, ...(details ? [details] : [])].join('\n'),
    )
    .join('\n');
}

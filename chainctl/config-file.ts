// SPDX-License-Identifier: Apache-2.0
import { parseDocument } from 'yaml';
import * as z from 'zod';
import { Failure, type Fault } from '../core/errors.ts';

const url = z.url({ protocol: /^https?$/, error: 'is not an http or https URL' });

const mirror = z
  .string()
  .regex(/^[^=\s]+=https?:\/\/\S+$/, 'is not written as index.docker.io=https://mirror.example');

/** What the file of settings may hold, and how its keys are called on the command line. */
export const configFile = z.strictObject({
  platform: z
    .strictObject({
      api: url.exactOptional(),
      audience: z.string().min(1).exactOptional(),
      console: url.exactOptional(),
      issuer: url.exactOptional(),
      downloads: url.exactOptional(),
    })
    .exactOptional(),
  default: z
    .strictObject({
      group: z.string().min(1).exactOptional(),
      'skip-version-check': z.boolean().exactOptional(),
    })
    .exactOptional(),
  trust: z
    .strictObject({
      'trusted-root': z.string().min(1).exactOptional(),
      'tuf-mirror': url.exactOptional(),
      'tuf-root': z.string().min(1).exactOptional(),
      offline: z.boolean().exactOptional(),
    })
    .exactOptional(),
  registry: z
    .strictObject({
      // `config set` writes one string, with commas between them.
      mirrors: z
        .union([
          z.array(mirror),
          z
            .string()
            .transform((text) => text.split(','))
            .pipe(z.array(mirror)),
        ])
        .exactOptional(),
    })
    .exactOptional(),
});
export type ConfigFile = z.output<typeof configFile>;

/** The settings in the text. @throws Failure INVALID_ARGUMENT with every fault and its key */
export function parse(text: string, file: string): ConfigFile {
  const document = parseDocument(text);
  const broken = document.errors.map(({ message }) => ({ fault: message.split('\n', 1)[0] ?? '' }));
  const parsed = configFile.safeParse(document.toJS() ?? {});
  const faults: Fault[] = [
    ...broken,
    ...(broken.length > 0 || parsed.success ? [] : parsed.error.issues.flatMap(faultsOf)),
  ];
  if (parsed.success && faults.length === 0) return parsed.data;
  throw new Failure('INVALID_ARGUMENT', `${file} is not as it should be`, {
    place: file,
    faults,
    next: 'chainctl config edit',
  });
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  const place = (path: PropertyKey[]) => path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') {
    return [{ place: place(issue.path), fault: issue.message }];
  }
  return issue.keys.map((key) => ({
    place: place([...issue.path, key]),
    fault: 'is not a setting',
  }));
}

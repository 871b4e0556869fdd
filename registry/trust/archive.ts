// SPDX-License-Identifier: Apache-2.0
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { limits } from './limits.ts';
import { Refused } from './refused.ts';

/**
 * The files of a TUF repository packed as tar and gzip, by their paths below its root; a folder
 * `repository` around them is left out, as policy-controller does. Links, devices, names that lead
 * elsewhere and names that come twice are refused, not passed over.
 * @throws Refused
 */
export async function unpacked(packed: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const reading = extract();
  reading.end(inflated(packed));
  let entries = 0;
  try {
    for await (const entry of reading) {
      entries += 1;
      if (entries > limits.entries)
        throw new Refused(`it holds more than ${limits.entries} things`);
      const { name, type } = entry.header;
      const path = pathOf(name);
      if (type !== 'file' && type !== 'directory') {
        throw new Refused('it holds something that is neither a file nor a folder');
      }
      const bytes = await buffer(entry);
      if (type === 'directory') continue;
      if (files.has(path)) throw new Refused('it holds a file twice');
      files.set(path, bytes);
    }
  } catch (error) {
    throw error instanceof Refused ? error : new Refused('it is no tar archive', { cause: error });
  }
  return files;
}

function inflated(packed: Buffer): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength: limits.archive });
  } catch (cause) {
    const large = cause instanceof RangeError;
    const why = large ? `is larger than ${limits.archive} bytes once unpacked` : 'is no gzip';
    throw new Refused(`it ${why}`, { cause });
  }
}

function pathOf(name: string): string {
  const segments = name.split('/').filter((part) => part !== '' && part !== '.');
  if (name.startsWith('/') || segments.includes('..') || /[\\\0]/.test(name)) {
    throw new Refused('it holds a name that leads out of it');
  }
  return segments.slice(segments[0] === 'repository' ? 1 : 0).join('/');
}

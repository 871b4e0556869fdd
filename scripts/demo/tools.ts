// SPDX-License-Identifier: Apache-2.0
import { chmod, copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tutorial } from '../../test/fixtures/story/tutorial.ts';
import { program } from '../../test/real/build/cache.ts';
import { component } from '../../test/real/cluster/components.ts';

/** How long a token is used before the next, in milliseconds: it lasts ten minutes. */
const renewal = 5 * 60_000;

/**
 * Puts beside ada's chainctl what she types else: kubectl, and a cosign that signs with the private
 * sigstore and knows the registry that stands for ttl.sh; and the walkthrough's policy. Gives what
 * ends the renewal of cosign's token.
 */
export async function layOut(tutorial: Tutorial): Promise<() => void> {
  const { ada, signing, host } = tutorial;
  const kubectl = component('kubectl');
  const token = join(ada.folder, 'identity-token');
  const sign = ['sign', ...signing, '--identity-token', token];
  await script(join(ada.folder, 'kubectl'), [
    `exec ${quoted([kubectl.file, ...kubectl.args])} "$@"`,
  ]);
  await script(join(ada.folder, 'cosign'), [
    `[ "$1" = sign ] || exec ${quoted([program('cosign3')])} "$@"`,
    'shift',
    `exec ${quoted([program('cosign3'), ...sign])} "\${@/#ttl.sh/${host}}"`,
  ]);
  const policy = new URL('../../test/story/files/sample-policy.yaml', import.meta.url);
  await copyFile(policy, join(ada.folder, 'sample-policy.yaml'));
  const renew = async () => writeFile(token, await tutorial.identityToken(), { mode: 0o600 });
  await renew();
  const timer = setInterval(() => void renew(), renewal);
  return () => clearInterval(timer);
}

async function script(file: string, lines: string[]): Promise<void> {
  await writeFile(file, ['#!/usr/bin/env bash', ...lines, ''].join('\n'));
  await chmod(file, 0o755);
}

const quoted = (words: string[]): string =>
  words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');

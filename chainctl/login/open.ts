// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import type { App } from '../app.ts';

/** Opens the address with `$BROWSER` where it is set, else as the system does. */
export async function openBrowser(url: string, env: App['env']): Promise<void> {
  const named = env['BROWSER']?.split(':')[0];
  if (!named) {
    const { default: open } = await import('open');
    await open(url);
    return;
  }
  const [command = '', ...args] = named.split(/\s+/);
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.unref();
}

// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../core/errors.ts';
import type { App } from '../app.ts';

/**
 * Lets a person change a text in their editor (`$VISUAL`, `$EDITOR`, or vi), and gives it back as they
 * left it. @throws Failure FAILED_PRECONDITION when the editor cannot be run or ends with an error
 */
export async function edited(app: App, text: string, name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chainctl-edit-'));
  const file = join(folder, name);
  try {
    await writeFile(file, text, { mode: 0o600 });
    await open(editorOf(app.env), file);
    return await readFile(file, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const editorOf = (env: App['env']): string =>
  env['VISUAL'] || env['EDITOR'] || (process.platform === 'win32' ? 'notepad' : 'vi');

async function open(editor: string, file: string): Promise<void> {
  const [command = '', ...args] = editor.split(/\s+/);
  const child = spawn(command, [...args, file], { stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve) => {
    child.once('exit', (exit) => resolve(exit));
    child.once('error', () => resolve(127));
  });
  if (code === 0) return;
  throw new Failure('FAILED_PRECONDITION', `the editor ${command} ended with ${code}`, {
    place: '$EDITOR',
    next: 'EDITOR=nano chainctl …',
  });
}

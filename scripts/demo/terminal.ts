// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';

/** How long is waited for what the agent does by itself, in milliseconds. */
const patience = 90_000;

/** Of what ada types, in a folder that is her home. */
export interface Desk {
  folder: string;
  env: NodeJS.ProcessEnv;
  /** Whether somebody reads along, and presses Enter to go on. */
  read: boolean;
  /** Ends whatever runs. */
  signal: AbortSignal;
}

/** A screen on which commands are typed and explained. */
export interface Terminal {
  /** A step's heading; where somebody reads along, it waits for Enter before. */
  step: (title: string) => Promise<void>;
  /** A sentence on what happened. */
  say: (sentence: string) => void;
  /** Types a command and shows what it prints; rejects unless it succeeds. What it exports stays. */
  type: (command: string) => Promise<void>;
  /** Types a command that must fail, saying this. */
  refused: (command: string, why: RegExp) => Promise<void>;
  /** Types a command, and shows what it prints once that is so; rejects after 90 seconds. */
  soon: (command: string, so: RegExp) => Promise<void>;
}

/** The file in ada's home folder that makes a shell hers: what she has exported. */
export const environmentOf = (folder: string): string => join(folder, 'env');

/** Sits down at a terminal; it prints on stdout. */
export async function terminal(desk: Desk): Promise<Terminal> {
  await writeFile(environmentOf(desk.folder), '');
  const typed = (command: string) => console.log(`\n${styleText('bold', `$ ${command}`)}`);
  return {
    step: async (title) => {
      if (desk.read) await enter(desk.signal);
      console.log(`\n${styleText(['bold', 'cyan'], title)}`);
    },
    say: (sentence) => console.log(styleText('green', `→ ${sentence}`)),
    type: async (command) => {
      typed(command);
      const { code } = await run(desk, command, true);
      if (code !== 0) throw new Error(`${command} ended with ${code}`);
    },
    refused: async (command, why) => {
      typed(command);
      const { code, printed } = await run(desk, command, true);
      if (code === 0 || !why.test(printed)) throw new Error(`${command} was not refused`);
    },
    soon: async (command, so) => {
      typed(command);
      const latest = Date.now() + patience;
      let said = await run(desk, command, false);
      while (!(said.code === 0 && so.test(said.printed))) {
        if (Date.now() > latest) throw new Error(`${command} still says:\n${said.printed}`);
        await sleep(300, undefined, { signal: desk.signal });
        said = await run(desk, command, false);
      }
      process.stdout.write(said.printed);
    },
  };
}

/** Waits for the Enter key. */
async function enter(signal: AbortSignal): Promise<void> {
  const { stdin } = process;
  if (stdin.readableEnded) return;
  process.stdout.write(styleText('dim', '\n(Enter goes on) '));
  stdin.resume();
  await Promise.race([once(stdin, 'data', { signal }), once(stdin, 'end', { signal })]);
  stdin.pause();
}

/** Runs a command in a shell that knows what earlier ones have exported. */
async function run({ folder, env, signal }: Desk, command: string, shown: boolean) {
  signal.throwIfAborted();
  const kept = environmentOf(folder);
  const line = `. '${kept}'\n${command}\ncode=$?\nexport -p > '${kept}'\nexit $code`;
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  const child = spawn('bash', ['--norc', '-c', line], {
    cwd: folder,
    env,
    signal,
    stdio: [...stdio],
  });
  let printed = '';
  const ended = once(child, 'close');
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
      if (shown) process.stdout.write(chunk);
    });
  }
  const [code] = await ended;
  return { code: Number(code ?? 1), printed };
}

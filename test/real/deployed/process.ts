// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { bundle, framework } from '../../../scripts/bundle/function.ts';
import { type Bundle, root } from '../../../scripts/bundle/modules.ts';
import { freePort } from '../ports.ts';

/** A function as it is deployed: its bundle, in a process of functions-framework. */
export interface Deployed {
  url: string;
  /** What it has logged so far: lines on stdout. */
  logged: () => string[];
  /** What it has said beside the log, on stderr. */
  said: () => string;
  signal: (signal: NodeJS.Signals) => void;
  /** The exit code, once it has ended. */
  ended: Promise<number | null>;
  stop: () => Promise<void>;
}

/** Writes a bundle into a folder of its own, as it lies where it is deployed. */
export async function placed({ files }: Bundle): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'enforce-function-'));
  await Promise.all(
    Object.entries(files).map(([file, code]) => writeFile(join(folder, file), code)),
  );
  await writeFile(join(folder, 'package.json'), '{"type":"module","main":"index.js"}');
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** A process of functions-framework with the function of that name, at the port. */
export function framed(
  folder: string,
  name: string,
  port: number,
  environment: NodeJS.ProcessEnv,
): ChildProcessByStdio<null, Readable, Readable> {
  const main = join(root, 'node_modules', framework, 'build/src/main.js');
  const told = [`--source=${folder}`, `--target=${name}`, `--port=${port}`];
  const env = { NODE_ENV: 'production', METADATA_SERVER_DETECTION: 'none', ...environment };
  return spawn(process.execPath, [main, ...told], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Starts the function with this environment and nothing else of ours; waits until it answers or ends. */
export async function deployed(name: string, environment: NodeJS.ProcessEnv): Promise<Deployed> {
  const folder = await placed(await bundle(name));
  const port = await freePort();
  const child = framed(folder, name, port, environment);
  const out = collected(child.stdout);
  const err = collected(child.stderr);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await started(`http://127.0.0.1:${port}/health`, child);
  return {
    url: `http://127.0.0.1:${port}`,
    logged: () => out().split('\n').slice(0, -1),
    said: err,
    signal: (signal) => child.kill(signal),
    ended,
    stop: async () => {
      process.off('exit', kill);
      kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function started(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    if ((await fetch(url).catch(() => undefined))?.ok) return;
    await wait(20);
  }
}

function collected(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return () => text;
}

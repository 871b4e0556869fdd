// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** Reads `+ pid` and `- pid`; once nobody can write any more, kills those that are left. */
const script = `
pids=' '
while read -r sign pid; do
  case $sign in
    +) pids="$pids$pid " ;;
    -) pids=$(printf '%s' "$pids" | sed "s/ $pid / /") ;;
  esac
done
for pid in $pids; do kill -9 "$pid"; done`;

let reaper: NodeJS.WritableStream | undefined;

/** Sees to it that the process ends when this one does, even if this one is killed. */
export function reap(pid: number): void {
  reaper ??= begin();
  reaper.write(`+ ${pid}\n`);
}

/** The process has ended; its number may soon be another's. */
export function spare(pid: number): void {
  reaper?.write(`- ${pid}\n`);
}

/** In a process group of its own, so that Ctrl-C does not reach it; it keeps nobody from ending. */
function begin(): NodeJS.WritableStream {
  const child = spawn('/bin/sh', ['-c', script], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child.stdin;
}

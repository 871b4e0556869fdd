// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';

/** Clock ticks of the kernel in a second (`getconf CLK_TCK`). */
const ticks = 100;

/** The CPU that a process has used so far, in seconds (proc(5)). */
export async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

/** What a process has in memory now, in MiB. */
export async function residentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

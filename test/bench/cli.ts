// SPDX-License-Identifier: Apache-2.0
// Measures whole processes of chainctl beside kubectl's, in turns, so that a busy moment hits both.
// usage: npm run bench -- cli
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import { platformAt } from '../../chainctl/build.ts';
import { bundle } from '../../scripts/chainctl/bundle.ts';
import { compile } from '../../scripts/chainctl/compile.ts';
import { provenance } from '../../scripts/chainctl/provenance.ts';
import { ownTarget } from '../../scripts/chainctl/targets.ts';

const rounds = 20;
const warmUps = 2;

/** What one run of a process took: milliseconds, milliseconds, MiB. */
interface Cost {
  wall: number;
  cpu: number;
  resident: number;
}

const folder = await mkdtemp(join(tmpdir(), 'enforce-bench-'));
try {
  const chainctl = await built();
  const commands = {
    'chainctl version': `${chainctl} version`,
    'kubectl version --client': 'kubectl version --client',
    'chainctl --help': `${chainctl} --help`,
    'kubectl --help': 'kubectl --help',
    'nothing (/bin/true)': '/bin/true',
  };
  const costs = new Map<string, Cost[]>(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds + warmUps; round += 1) {
    for (const [name, command] of Object.entries(commands)) {
      const cost = await measured(command);
      if (round >= warmUps) costs.get(name)?.push(cost);
    }
  }
  report(costs);
  console.log(
    `\nchainctl is ${(await stat(chainctl)).size} bytes, ${await zipped(chainctl)} in gzip.`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** chainctl for this machine, as the local home offers it. */
async function built(): Promise<string> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const target = ownTarget();
  if (target === undefined) throw new Error('chainctl is not built for this machine');
  const platform = platformAt('http://localhost:8080');
  const build = { ...provenance(root), target: target.name, platform };
  const { entry } = await bundle(root, join(folder, 'bundle'), build);
  await compile(root, entry, target, join(folder, target.file));
  return join(folder, target.file);
}

/** Runs the command once, its output into a pipe. bash says how long, GNU time how much. */
async function measured(command: string): Promise<Cost> {
  const peak = join(folder, 'peak');
  const script = `TIMEFORMAT='%3R %3U %3S'; time env time -f %M -o ${peak} ${command} 2>&1 | cat >&3`;
  const { stderr } = await promisify(execFile)('bash', ['-c', `exec 3>/dev/null; ${script}`]);
  const [wall = 0, user = 0, system = 0] = stderr.trim().split(/\s+/).map(Number);
  const resident = Number((await readFile(peak, 'utf8')).trim()) / 1024;
  return { wall: wall * 1000, cpu: (user + system) * 1000, resident };
}

function report(costs: Map<string, Cost[]>): void {
  console.log('| whole process | wall ms | CPU ms | resident MiB | wall, times kubectl |');
  console.log('| --- | --- | --- | --- | --- |');
  const wallOf = (name: string) => median((costs.get(name) ?? []).map(({ wall }) => wall));
  for (const [name, all] of costs) {
    const of = (part: keyof Cost) => median(all.map((cost) => cost[part]));
    const peer = name === 'chainctl version' ? 'kubectl version --client' : 'kubectl --help';
    const times = name.startsWith('chainctl') ? (of('wall') / wallOf(peer)).toFixed(2) : '';
    const cells = [of('wall').toFixed(0), of('cpu').toFixed(0), of('resident').toFixed(1), times];
    console.log(`| ${[name, ...cells].join(' | ')} |`);
  }
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

async function zipped(file: string): Promise<number> {
  let size = 0;
  await pipeline(createReadStream(file), createGzip({ level: 6 }), async (chunks) => {
    for await (const chunk of chunks) size += (chunk as Buffer).length;
  });
  return size;
}

// SPDX-License-Identifier: Apache-2.0
// Measures whole processes of chainctl beside kubectl's, in turns, so that a busy moment hits both.
// usage: npm run bench -- cli
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { builtChainctl, type Cost, measured, median } from './process.ts';

const rounds = 20;
const warmUps = 2;

const folder = await mkdtemp(join(tmpdir(), 'enforce-bench-'));
try {
  const chainctl = await builtChainctl(folder);
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

async function zipped(file: string): Promise<number> {
  let size = 0;
  await pipeline(createReadStream(file), createGzip({ level: 6 }), async (chunks) => {
    for await (const chunk of chunks) size += (chunk as Buffer).length;
  });
  return size;
}

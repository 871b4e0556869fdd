// SPDX-License-Identifier: Apache-2.0
// Measures cold starts: each function as it is deployed, a process of its own over the emulators, from
// making the process to the answer of the first authenticated call, beside a bare function with one read.
// usage: npm run bench -- cold-start
import { rm } from 'node:fs/promises';
import { bundle, bundled, entries } from '../../scripts/bundle/function.ts';
import { placed } from '../real/deployed/process.ts';
import { missing } from '../real/emulators/java.ts';
import { type Asked, asked } from './cold-start/asked.ts';
import { coldCloud } from './cold-start/cloud.ts';
import { type Start, type Started, start } from './cold-start/start.ts';
import { median } from './process.ts';

const rounds = 15;
const peer = 'peer';
/** What `auth` is asked beside its first call: where its time goes. */
const ofAuth = {
  'auth, /health': '/health',
  'auth, the provider': '/.well-known/openid-configuration',
};

const lacking = missing('firestore');
if (lacking === undefined) await measure();
else console.log(`cold starts: left out, needs ${lacking}`);
process.exit(0);

async function measure(): Promise<void> {
  const cloud = await coldCloud();
  const folders: string[] = [];
  try {
    const measured: [string, Omit<Started, 'token'>, Asked['as']][] = [];
    const add = async (title: string, name: string, made: ReturnType<typeof bundle>, by: Asked) => {
      const folder = await placed(await made);
      folders.push(folder);
      const { environment } = cloud;
      measured.push([title, { folder, name, environment, asked: by }, by.as]);
    };
    const nobody = { method: 'GET', target: '/', as: 'person' } as const;
    await add(peer, peer, bundled("import './test/bench/cold-start/peer.ts';"), nobody);
    const first = asked(cloud.group);
    for (const name of Object.keys(entries)) {
      await add(name, name, bundle(name), first[name] ?? nobody);
    }
    for (const [title, target] of Object.entries(ofAuth)) {
      await add(title, 'auth', bundle('auth'), { ...nobody, target });
    }
    report(await taken(measured, cloud.token));
  } finally {
    await cloud.stop();
    for (const folder of folders) await rm(folder, { recursive: true });
  }
}

/** In turns, so that a busy moment hits all. */
async function taken(
  measured: [string, Omit<Started, 'token'>, Asked['as']][],
  token: (as: Asked['as']) => Promise<string>,
): Promise<Map<string, Start[]>> {
  const all = new Map<string, Start[]>(measured.map(([title]) => [title, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [title, what, as] of measured) {
      const took = await start({ ...what, token: await token(as) });
      // The first round reads all files from the disk.
      if (round > 0) all.get(title)?.push(took);
    }
  }
  return all;
}

function report(all: Map<string, Start[]>): void {
  console.log('| cold start | listens, ms | answers, ms | CPU, ms | times the peer | CPU, times |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  const of = (title: string, part: keyof Start) =>
    median((all.get(title) ?? []).map((each) => each[part]));
  for (const title of all.keys()) {
    const cells = (['listening', 'answered', 'cpu'] as const).map((part) => of(title, part));
    const times = (part: keyof Start) =>
      title === peer ? '' : (of(title, part) / of(peer, part)).toFixed(2);
    const figures = cells.map((cell) => cell.toFixed(0));
    console.log(`| ${[title, ...figures, times('answered'), times('cpu')].join(' | ')} |`);
  }
}

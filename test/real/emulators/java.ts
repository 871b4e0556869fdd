// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** An emulator of the Google Cloud SDK, as a process of its own on loopback. */
export interface Emulator {
  /** `127.0.0.1:port`, as the clients' `…_EMULATOR_HOST` wants it. */
  host: string;
  stop: () => Promise<void>;
}

export type EmulatorName = 'pubsub' | 'firestore';

/** The SDK's own components, whose names gcloud knows. */
const jars: Record<EmulatorName, { folder: string; jar: RegExp; start: string[] }> = {
  pubsub: { folder: 'pubsub-emulator/lib', jar: /^cloud-pubsub-emulator-.*\.jar$/, start: [] },
  firestore: {
    folder: 'cloud-firestore-emulator',
    jar: /^cloud-firestore-emulator\.jar$/,
    start: ['com.google.cloud.datastore.emulator.firestore.CloudFirestore', 'start'],
  },
};

/** Says what is missing here to run the emulator; nothing when it can run. */
export function missing(name: EmulatorName): string | undefined {
  if (jarOf(name) === undefined) {
    return `the emulator of the Google Cloud SDK (gcloud components install ${jars[name].folder.split('/')[0]}; CLOUDSDK_ROOT says where the SDK is)`;
  }
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'Java 17 or newer (apt-get install openjdk-17-jre-headless)';
  }
}

/** Starts the emulator, and waits until it answers. */
export async function start(name: EmulatorName): Promise<Emulator> {
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    const process = launch(name, port);
    if (await answers(port, process)) return emulator(port, process);
    process.kill('SIGKILL');
    if (tries === 3) throw new Error(`the ${name} emulator does not start`);
  }
}

function launch(name: EmulatorName, port: number): ChildProcess {
  const jar = jarOf(name) ?? '';
  const main = jars[name].start;
  const lean = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Duser.language=en'];
  const program = main.length === 0 ? ['-jar', jar] : ['-cp', jar, ...main];
  const args = [...lean, ...program, '--host=127.0.0.1', `--port=${port}`];
  const child = spawn('java', args, { stdio: 'ignore' });
  child.on('error', () => undefined);
  return child;
}

function emulator(port: number, child: ChildProcess): Emulator {
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    host: `127.0.0.1:${port}`,
    stop: async () => {
      process.off('exit', kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      kill();
      await ended;
    },
  };
}

/** Whether the process answers on the port within half a minute. */
async function answers(port: number, child: ChildProcess): Promise<boolean> {
  for (let tries = 0; tries < 300 && child.exitCode === null; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer?.ok) return true;
    await wait(100);
  }
  return false;
}

/** A port that is free now: some programs do not say which one the system chose for them. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function jarOf(name: EmulatorName): string | undefined {
  const { folder, jar } = jars[name];
  for (const sdk of sdks()) {
    const place = join(sdk, 'platform', folder);
    const found = existsSync(place) ? readdirSync(place).find((file) => jar.test(file)) : undefined;
    if (found !== undefined) return join(place, found);
  }
  return undefined;
}

/** Where the SDK may be: where we are told, beside the gcloud that is found, or where Debian puts it. */
function sdks(): string[] {
  const gclouds = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'gcloud'))
    .filter(existsSync);
  const beside = gclouds.map((gcloud) => dirname(dirname(realpathSync(gcloud))));
  const named = process.env['CLOUDSDK_ROOT'];
  const usual = ['/usr/lib/google-cloud-sdk', '/usr/share/google-cloud-sdk'];
  return [...(named ? [named] : []), ...beside, ...usual];
}

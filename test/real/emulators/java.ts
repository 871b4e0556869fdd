// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onFreePorts } from '../ports.ts';
import { answers, run } from '../program.ts';

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
    start: [
      'com.google.cloud.datastore.emulator.firestore.CloudFirestore',
      'start',
      `--rules=${fileURLToPath(new URL('../../../firestore.rules', import.meta.url))}`,
    ],
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
  const main = jars[name].start;
  const jar = jarOf(name) ?? '';
  const lean = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Duser.language=en'];
  const code = main.length === 0 ? ['-jar', jar] : ['-cp', jar, ...main];
  const { program, host } = await onFreePorts(1, async ([port = 0]) => {
    const started = run('java', [...lean, ...code, '--host=127.0.0.1', `--port=${port}`]);
    await started.until(answers(`http://127.0.0.1:${port}/`));
    return { program: started, host: `127.0.0.1:${port}` };
  });
  return { host, stop: program.stop };
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

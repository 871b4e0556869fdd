// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { cosign } from './cosign.ts';
import { type Log, logs } from './logs.ts';
import type { Pki } from './pki.ts';

/** Where the services of a private sigstore are. */
export interface Services {
  fulcio: string;
  ctlog: string;
  timestamp: string;
  issuers: string;
  logs: Pick<Log, 'name' | 'url'>[];
}

const start = '2024-01-01T00:00:00Z';

/** Has cosign write the trusted root of these services; gives the file. */
export async function makeTrustedRoot(
  folder: string,
  pki: Pki,
  services: Services,
): Promise<string> {
  const file = join(folder, 'trusted_root.json');
  const since = `start-time=${start}`;
  const logArgs = services.logs.flatMap(({ name, url }) => {
    const origin = logs[name].api === 2 ? `,origin=${new URL(url).hostname}` : '';
    return ['--rekor', `url=${url},public-key=${pki[name].public},${since}${origin}`];
  });
  await cosign(3, [
    ...['trusted-root', 'create', '--out', file],
    ...['--fulcio', `url=${services.fulcio},certificate-chain=${pki.fulcio.chain},${since}`],
    ...['--ctfe', `url=${services.ctlog},public-key=${pki.ctlog.public},${since}`],
    ...['--tsa', `url=${services.timestamp},certificate-chain=${pki.timestamp.chain},${since}`],
    ...logArgs,
  ]);
  return file;
}

/** What tells cosign where to sign, in JSON: with a log, a timestamp, both or neither. */
export function signingConfig(
  services: Services,
  { log, timestamp }: { log?: Services['logs'][number]; timestamp: boolean },
): string {
  const service = (url: string, majorApiVersion: number) => ({
    url,
    majorApiVersion,
    validFor: { start },
    operator: 'sigstore.test',
  });
  const exactlyOne = { selector: 'EXACT', count: 1 };
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [service(services.fulcio, 1)],
    oidcUrls: [service(`${services.issuers}/email`, 1)],
    rekorTlogUrls: log === undefined ? [] : [service(log.url, logs[log.name].api)],
    rekorTlogConfig: log === undefined ? {} : exactlyOne,
    tsaUrls: timestamp ? [service(services.timestamp, 1)] : [],
    tsaConfig: timestamp ? exactlyOne : {},
  });
}

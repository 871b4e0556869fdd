// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../build/cache.ts';
import type { PartName } from '../build/parts.ts';
import { run } from '../program.ts';
import { fulcioConfig } from './fulcio-config.ts';
import { type Issuers, startIssuers } from './issuer.ts';
import { type LogName, logs, startLog } from './logs.ts';
import { makePki, type Pki } from './pki.ts';
import { makeTrustedRoot, type Services, signingConfig } from './trust.ts';

/** A private sigstore on loopback: real issuance, logs and timestamps, with keys of its own. */
export interface Sigstore {
  /** Holds everything that is written; gone after `close`. */
  folder: string;
  pki: Pki;
  issuers: Issuers;
  services: Services;
  /** The file that verifiers trust. */
  trustedRoot: string;
  /** A file that makes cosign sign with a log, a timestamp, both, or (`{}`) neither. */
  signingConfig: (use: { log?: LogName; timestamp?: boolean }) => string;
  /** The URL of a log that was asked for. */
  logUrl: (name: LogName) => string;
  close: () => Promise<void>;
}

/** The parts that a sigstore with these logs needs, to be named to `describeReal`. */
export const sigstoreParts = (names: LogName[] = ['rekor2']): PartName[] => [
  ...new Set<PartName>([
    'labsig',
    'timestamp-server',
    'cosign3',
    ...names.map((name) => logs[name].part),
  ]),
];

/** Starts it in about a second, with the logs named. `issuerPort` fixes what identities say. */
export async function startSigstore(
  options: { logs?: LogName[]; issuerPort?: number } = {},
): Promise<Sigstore> {
  const folder = mkdtempSync(join(tmpdir(), 'enforce-sigstore-'));
  const pki = makePki(join(folder, 'pki'));
  const issuers = await startIssuers(options.issuerPort);
  const authority = await startAuthority(folder, pki, issuers.url);
  const timestamp = run(program('timestamp-server'), [
    ...['-key', pki.timestamp.key, '-chain', pki.timestamp.chain],
  ]);
  const started = await Promise.all(
    (options.logs ?? ['rekor2']).map((name) =>
      startLog(name, { pki, folder, trillian: authority.trillian }),
    ),
  );
  const services = {
    fulcio: authority.fulcio,
    ctlog: authority.ctlog,
    timestamp: (await timestamp.announced())['timestamp'] ?? '',
    issuers: issuers.url,
    logs: started,
  };
  const logOf = (name: LogName) => {
    const log = started.find((one) => one.name === name);
    if (log === undefined) throw new Error(`${name} was not asked for`);
    return log;
  };
  return {
    folder,
    pki,
    issuers,
    services,
    trustedRoot: await makeTrustedRoot(folder, pki, services),
    signingConfig: ({ log, timestamp: stamped = false }) => {
      const file = join(folder, `signing-${log ?? 'no-log'}${stamped ? '-timestamp' : ''}.json`);
      if (!existsSync(file)) {
        const used = log === undefined ? {} : { log: logOf(log) };
        writeFileSync(file, signingConfig(services, { timestamp: stamped, ...used }));
      }
      return file;
    },
    logUrl: (name) => logOf(name).url,
    close: async () => {
      await Promise.all([
        ...started.map((log) => log.program.stop()),
        timestamp.stop(),
        authority.stop(),
        issuers.close(),
      ]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Fulcio, its certificate-transparency log and the Trillian under it, in one process. */
async function startAuthority(folder: string, pki: Pki, issuers: string) {
  const config = join(folder, 'fulcio.yaml');
  writeFileSync(config, fulcioConfig(issuers));
  const server = run(program('labsig'), [
    ...['-ca-chain', pki.fulcio.chain, '-ca-key', pki.fulcio.key, '-ca-root', pki.fulcio.root],
    ...['-log-key', pki.ctlog.private, '-config', config],
  ]);
  const { fulcio = '', ctlog = '', trillian = '' } = await server.announced();
  return { fulcio, ctlog, trillian, stop: server.stop };
}

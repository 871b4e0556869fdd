// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { program } from '../build/cache.ts';
import type { PartName } from '../build/parts.ts';
import { onFreePorts } from '../ports.ts';
import { answers, type Program, run } from '../program.ts';
import type { Pki } from './pki.ts';

/** The transparency logs that signers may use. */
export const logs = {
  rekor1: { part: 'rekor', api: 1 },
  rekor2: { part: 'rekor-tiles', api: 2 },
  rekor2Older: { part: 'rekor-tiles-2.2.1', api: 2 },
  rekor2Ecdsa: { part: 'rekor-tiles', api: 2 },
} as const satisfies Partial<Record<keyof Pki, { part: PartName; api: 1 | 2 }>>;

export type LogName = keyof typeof logs;

export interface Log {
  name: LogName;
  url: string;
  program: Program;
}

/** Starts a log; Rekor v1 keeps its entries in the Trillian at `trillian` (host:port). */
export function startLog(
  name: LogName,
  where: { pki: Pki; folder: string; trillian: string },
): Promise<Log> {
  return logs[name].api === 1 ? startRekor1(name, where) : startTiles(name, where);
}

function startRekor1(
  name: LogName,
  { pki, trillian }: { pki: Pki; trillian: string },
): Promise<Log> {
  const [host = '', trillianPort = ''] = trillian.split(':');
  return onFreePorts(1, async ([port]) => {
    const url = `http://127.0.0.1:${port}`;
    const server = run(program(logs[name].part), [
      'serve',
      ...['--rekor_server.address', '127.0.0.1', '--port', String(port)],
      ...['--rekor_server.hostname', '127.0.0.1', '--rekor_server.signer', pki[name].private],
      ...['--trillian_log_server.address', host, '--trillian_log_server.port', trillianPort],
      ...['--enable_retrieve_api=false', '--log_type', 'prod'],
    ]);
    await server.until(answers(`${url}/ping`));
    return { name, url, program: server };
  });
}

/**
 * Starts a Rekor v2. Clients take the name under which it signs its checkpoints from the host name
 * of its URL, without the port: several logs on one host are told apart by their keys.
 */
function startTiles(name: LogName, { pki, folder }: { pki: Pki; folder: string }): Promise<Log> {
  return onFreePorts(3, async ([http, grpc, metrics]) => {
    const url = `http://localhost:${http}`;
    const server = run(program(logs[name].part), [
      'serve',
      ...['--http-address', '127.0.0.1', '--http-port', String(http)],
      ...['--grpc-address', '127.0.0.1', '--grpc-port', String(grpc)],
      ...['--http-metrics-port', String(metrics), '--log-level', 'warn'],
      ...['--hostname', 'localhost', '--signer-filepath', pki[name].private],
      ...['--storage-dir', join(folder, `${name}-${http}`)],
      ...['--checkpoint-interval', '100ms', '--batch-max-age', '20ms'],
    ]);
    await server.until(answers(`${url}/healthz`));
    return { name, url, program: server };
  });
}

// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** Where something listens. */
export interface Place {
  host: string;
  port: number;
}

/** What is between an API server and the webhooks that it calls. */
export interface Egress {
  /** The file that tells the API server of it. */
  config: string;
  /** From now on such addresses lead elsewhere; undefined where nobody listens. */
  route: (way: (asked: Place) => Promise<Place | undefined>) => void;
  close: () => void;
}

/**
 * A proxy for all that the API server calls in its cluster (HTTP CONNECT): addresses of Services lead
 * nowhere on this machine, so they are turned into those of processes.
 */
export async function startEgress(folder: string): Promise<Egress> {
  let way: (asked: Place) => Promise<Place | undefined> = async (asked) => asked;
  const server = createServer();
  server.on('connect', async ({ url = '' }, socket, head) => {
    socket.on('error', () => socket.destroy());
    const { hostname, port } = new URL(`tcp://${url}`);
    const found = await way({ host: hostname, port: Number(port) }).catch(() => undefined);
    if (found === undefined) return socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
    // Else the second part of a request would wait 40 ms for the first to be acknowledged.
    const onward = connect({ ...found, noDelay: true }, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.write(head);
      onward.pipe(socket);
      socket.pipe(onward);
    });
    onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    socket.on('close', () => onward.destroy());
  });
  // The API server wants a certificate of whoever is not behind a file.
  const udsName = join(folder, 'egress.sock');
  await new Promise<void>((resolve) => server.listen(udsName, resolve));
  const config = join(folder, 'egress.yaml');
  const transport = { uds: { udsName } };
  const selection = {
    name: 'cluster',
    connection: { proxyProtocol: 'HTTPConnect', transport },
  };
  const kind = { apiVersion: 'apiserver.k8s.io/v1beta1', kind: 'EgressSelectorConfiguration' };
  writeFileSync(config, stringify({ ...kind, egressSelections: [selection] }));
  return {
    config,
    route: (given) => {
      way = given;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

// SPDX-License-Identifier: Apache-2.0
import { Storage } from '@google-cloud/storage';
import { program } from '../build/cache.ts';
import { onFreePorts } from '../ports.ts';
import { answers, run } from '../program.ts';

/** fake-gcs-server: Cloud Storage on loopback, in memory. */
export interface StorageAtWork {
  /** `127.0.0.1:port` */
  host: string;
  client: () => Storage;
  stop: () => Promise<void>;
}

/**
 * Starts it. It keeps preconditions on uploads; it does not keep those on deleting, copying and
 * reading metadata, nor retention, nor what signs a URL: nothing of ours may lean on them in tests.
 */
export async function storageAtWork(): Promise<StorageAtWork> {
  const { program: server, host } = await onFreePorts(1, async ([port = 0]) => {
    const address = `127.0.0.1:${port}`;
    const url = `http://${address}`;
    const place = ['-scheme', 'http', '-host', '127.0.0.1', '-port', String(port)];
    const said = ['-backend', 'memory', '-public-host', address, '-external-url', url];
    const started = run(program('fake-gcs-server'), [...place, ...said]);
    await started.until(answers(`${url}/storage/v1/b?project=demo-test`));
    return { program: started, host: address };
  });
  // The client takes `apiEndpoint` alone; it goes wrong with STORAGE_EMULATOR_HOST.
  const client = () => new Storage({ projectId: 'demo-test', apiEndpoint: `http://${host}` });
  return { host, client, stop: () => server.stop() };
}

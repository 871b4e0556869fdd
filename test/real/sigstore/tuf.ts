// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Listening, listening } from '../../fixtures/auth/listening.ts';
import { tufRepository } from '../../fixtures/tuf/repository.ts';

/**
 * Writes a TUF repository with the files as its targets (name in the repository → path). Any static
 * server makes a mirror of the folder; clients begin with its `root.json`.
 */
export function makeTuf(folder: string, targets: Record<string, string>): void {
  const repository = tufRepository();
  const contents = Object.entries(targets).map(([name, path]) => [name, readFileSync(path)]);
  repository.publish(Object.fromEntries(contents));
  mkdirSync(join(folder, 'targets'), { recursive: true });
  for (const [path, bytes] of repository.files) writeFileSync(join(folder, path), bytes);
}

/** A mirror of the repository in the folder, at a URL of its own. */
export async function startMirror(folder: string): Promise<Listening> {
  const server = await listening();
  server.serve(async ({ url = '/' }, response) => {
    try {
      response.end(readFileSync(join(folder, url)));
    } catch {
      response.writeHead(404).end();
    }
  });
  return server;
}

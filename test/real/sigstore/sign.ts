// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SigningCase } from './cases.ts';
import { cosign, keyPair } from './cosign.ts';
import { pushImage, pushIndex } from './image.ts';
import type { Sigstore } from './stack.ts';

/** What attestations in the tests say. */
const predicate = {
  buildDefinition: { buildType: 'https://x/y', externalParameters: {} },
  runDetails: { builder: { id: 'https://b' } },
};

/** Somebody with a key pair who signs at a sigstore. */
export interface Signer {
  sigstore: Sigstore;
  key: { private: string; public: string };
  /** The file with the predicate. */
  predicate: string;
}

export async function makeSigner(sigstore: Sigstore): Promise<Signer> {
  const file = join(sigstore.folder, 'predicate.json');
  writeFileSync(file, JSON.stringify(predicate));
  return { sigstore, key: await keyPair(sigstore.folder), predicate: file };
}

/** Pushes an image (or index) of the case's own, `<host>/lab/<name>`, and gives its digest. */
export async function push(host: string, { name, index }: SigningCase): Promise<string> {
  const repository = { host, name: `lab/${name}` };
  const pushed = await (index === true ? pushIndex : pushImage)(repository, 't', name);
  return pushed.digest;
}

/** Signs what `push` pushed, as the case says; rejects with what cosign says when it fails. */
export async function sign(
  { sigstore, key, predicate: file }: Signer,
  host: string,
  wanted: SigningCase,
  digest: string,
): Promise<void> {
  const { name, by, verb } = wanted;
  const { pki } = sigstore;
  const statement = verb === 'attest' ? ['--type', 'slsaprovenance1', '--predicate', file] : [];
  const proof =
    by === 'key' ? ['--key', key.private] : ['--identity-token', await sigstore.issuers.token(by)];
  await cosign(
    wanted.cosign,
    [
      ...[verb, '-y', '--allow-http-registry', ...statement, ...proof],
      ...[...wanted.flags(sigstore), `${host}/lab/${name}@${digest}`],
    ],
    {
      SIGSTORE_ROOT_FILE: pki.fulcio.root,
      SIGSTORE_REKOR_PUBLIC_KEY: pki.rekor1.public,
      SIGSTORE_CT_LOG_PUBLIC_KEY_FILE: pki.ctlog.public,
      SIGSTORE_TSA_CERTIFICATE_FILE: pki.timestamp.chain,
      ...wanted.env,
    },
  );
}

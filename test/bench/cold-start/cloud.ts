// SPDX-License-Identifier: Apache-2.0
import { owner } from '../../../core/iam/roles.ts';
import { newChild, newRoot, type Uidp } from '../../../core/iam/uidp.ts';
import { mint } from '../../../functions/auth/mint.ts';
import { firestoreDocuments } from '../../../ports/documents/firestore.ts';
import type { Documents } from '../../../ports/documents/port.ts';
import { kmsKeys } from '../../../ports/keys/kms.ts';
import { clusters, groups } from '../../../store/collections.ts';
import { settle } from '../../../store/desired.ts';
import { addBinding, grantsIn } from '../../../store/grants.ts';
import { create } from '../../../store/kind.ts';
import { start } from '../../real/emulators/java.ts';
import { kmsFake } from '../../real/emulators/kms.ts';
import { relay } from '../../real/emulators/relay.ts';
import type { Asked } from './asked.ts';

/** What functions start on: emulators, an organisation with an owner and a cluster, their tokens. */
export interface ColdCloud {
  group: Uidp;
  environment: NodeJS.ProcessEnv;
  token: (as: Asked['as']) => Promise<string>;
  stop: () => Promise<void>;
}

const project = 'demo-cold';
const issuer = 'https://enforce.example';
const google = {
  url: issuer,
  audience: 'https://function.example',
  serviceAccount: 'caller@demo-cold.iam.gserviceaccount.com',
};

export async function coldCloud(): Promise<ColdCloud> {
  const [firestore, kms, signer] = await Promise.all([start('firestore'), kmsFake(), relay()]);
  process.env['FIRESTORE_EMULATOR_HOST'] = firestore.host;
  const cryptoKey = await kms.newKey();
  const keys = kmsKeys({ client: async () => kms.client, cryptoKey, clock: Date.now });
  const documents = firestoreDocuments({ project });
  const { group, person, agent } = await organisation(documents);
  const ours = async (id: Uidp) => {
    const service = { keys, clock: Date.now, issuer, audience: issuer };
    const act = { iss: issuer, sub: id };
    return (await mint(service, { id, emailVerified: false, act })).token;
  };
  return {
    group,
    environment: {
      GOOGLE_CLOUD_PROJECT: project,
      ENFORCE_URL: issuer,
      ENFORCE_SIGNING_KEY: cryptoKey,
      ENFORCE_BUCKET: 'demo-cold-evidence',
      ENFORCE_PROXIES: '2',
      ENFORCE_KMS_EMULATOR: `127.0.0.1:${kms.port}`,
      ENFORCE_LOGIN_PROVIDERS: '[]',
      ENFORCE_COOKIE_KEYS: JSON.stringify(['c'.repeat(32)]),
      ENFORCE_CALLER: google.serviceAccount,
      ENFORCE_AUDIENCE: google.audience,
      ENFORCE_CERTIFICATES_EMULATOR: signer.certificates,
      FIRESTORE_EMULATOR_HOST: firestore.host,
    },
    token: (as) => (as === 'google' ? signer.token(google) : ours(as === 'agent' ? agent : person)),
    stop: async () => {
      await documents.close();
      await Promise.all([firestore.stop(), kms.stop(), signer.stop()]);
    },
  };
}

async function organisation(documents: Documents) {
  const [group, person] = [newRoot(), newRoot()];
  const agent = newChild(group);
  const now = new Date().toISOString();
  await documents.transaction(async (transaction) => {
    const held = await grantsIn(transaction, person, group);
    const id = newChild(group);
    const bound = { id, parent: group, identity: person, role: owner.id, createdAt: now };
    addBinding(transaction, held, bound);
    const said = { id: group, parent: '', name: 'cold', description: '' };
    create(transaction, groups, group, { ...said, createdAt: now, updatedAt: now });
    const cluster = { id: agent, parent: group, group, name: 'cold', description: '' };
    const proof = { remoteId: 'cold', issuer, private: false, registered: now };
    create(transaction, clusters, agent, { ...cluster, ...proof });
  });
  await settle(documents, [group]);
  return { group, person, agent };
}

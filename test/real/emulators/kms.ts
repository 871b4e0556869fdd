// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createRequire } from 'node:module';
import { KeyManagementServiceClient } from '@google-cloud/kms';
import { credentials, type handleUnaryCall, Server, ServerCredentials } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { p256 } from '@noble/curves/nist.js';
import * as z from 'zod';
import { crc32c } from '../../../ports/keys/crc32c.ts';
import { type KmsClient, kmsClient } from '../../../ports/keys/kms-client.ts';

/** Cloud KMS on loopback: the wire contract is Google's own, what answers is ours. */
export interface KmsFake {
  port: number;
  /** As functions have it. */
  client: KmsClient;
  /** `projects/…/cryptoKeys/…` of a fresh key with one version. */
  newKey: () => Promise<string>;
  rotate: (cryptoKey: string) => Promise<string>;
  disable: (version: string) => Promise<void>;
  /** Makes the next calls fail with this gRPC code; with undefined none. */
  fail: (code: number | undefined, times?: number) => void;
  /** Answers nothing until this has come about; resolves when the first call waits for it. */
  hold: (until: Promise<void>) => Promise<void>;
  /** Changes the last byte of what is signed on its way back. */
  damage: (damaging: boolean) => void;
  stop: () => Promise<void>;
}

interface Version {
  privateKey: KeyObject;
  publicKey: KeyObject;
  state: string;
  created: number;
}

const text = z.string().min(1);
const named = z.object({ name: text });

/** Answers with the codes of the service; the words are ours, so tests look at codes alone. */
export async function kmsFake(clock: () => number = Date.now): Promise<KmsFake> {
  const versions = new Map<string, Version>();
  let failing: number | undefined;
  let failures = 0;
  let damaging = false;
  let held = Promise.resolve();
  let reached = (): void => undefined;

  const add = (cryptoKey: string) => {
    const count = [...versions.keys()].filter((name) => name.startsWith(`${cryptoKey}/`)).length;
    const name = `${cryptoKey}/cryptoKeyVersions/${count + 1}`;
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    versions.set(name, { ...pair, state: 'ENABLED', created: clock() });
    return shown(name);
  };
  const shown = (name: string) => {
    const { state, created } = known(name);
    const createTime = { seconds: String(Math.floor(created / 1000)), nanos: 0 };
    return { name, state, createTime, algorithm: 'EC_SIGN_P256_SHA256' };
  };
  const known = (name: string): Version => {
    const version = versions.get(name);
    if (version === undefined) throw status(5, `${name} not found`);
    return version;
  };
  const enabled = (name: string): Version => {
    const version = known(name);
    if (version.state !== 'ENABLED') throw status(9, `${name} is ${version.state}`);
    return version;
  };

  const methods: Record<string, (request: unknown) => object> = {
    // Every key ring is there.
    GetKeyRing: (request) => named.parse(request),
    CreateCryptoKey: (request) => {
      const asked = z.object({ parent: text, cryptoKeyId: text }).parse(request);
      const name = `${asked.parent}/cryptoKeys/${asked.cryptoKeyId}`;
      add(name);
      return { name, purpose: 'ASYMMETRIC_SIGN' };
    },
    CreateCryptoKeyVersion: (request) => add(z.object({ parent: text }).parse(request).parent),
    ListCryptoKeyVersions: (request) => {
      const shape = z.object({ parent: text, filter: z.literal('state=ENABLED') });
      const { parent } = shape.parse(request);
      const names = [...versions.keys()].filter((name) => name.startsWith(`${parent}/`));
      const all = names.map(shown).filter(({ state }) => state === 'ENABLED');
      return { cryptoKeyVersions: all, totalSize: all.length };
    },
    UpdateCryptoKeyVersion: (request) => {
      const asked = z.object({ cryptoKeyVersion: named.extend({ state: text }) }).parse(request);
      known(asked.cryptoKeyVersion.name).state = asked.cryptoKeyVersion.state;
      return shown(asked.cryptoKeyVersion.name);
    },
    GetCryptoKeyVersion: (request) => shown(named.parse(request).name),
    DestroyCryptoKeyVersion: (request) => {
      const { name } = named.parse(request);
      known(name).state = 'DESTROY_SCHEDULED';
      return shown(name);
    },
    GetPublicKey: (request) => {
      const { name } = named.parse(request);
      const pem = enabled(name).publicKey.export({ type: 'spki', format: 'pem' }).toString();
      const pemCrc32c = { value: String(crc32c(Buffer.from(pem))) };
      return { name, pem, pemCrc32c, algorithm: 'EC_SIGN_P256_SHA256' };
    },
    AsymmetricSign: (request) => {
      const sum = z.object({ value: z.coerce.number() });
      const digest = z.object({ sha256: z.instanceof(Buffer) });
      const asked = named.extend({ digest, digestCrc32c: sum }).parse(request);
      const { sha256 } = asked.digest;
      if (sha256.length !== 32) throw status(3, 'a digest has 32 bytes');
      if (asked.digestCrc32c.value !== crc32c(sha256)) throw status(3, 'the checksum is wrong');
      const { d = '' } = enabled(asked.name).privateKey.export({ format: 'jwk' });
      const secret = Buffer.from(d, 'base64url');
      const signed = p256.sign(sha256, secret, { prehash: false, lowS: false, format: 'der' });
      const signatureCrc32c = { value: String(crc32c(signed)) };
      const signature = damaging ? signed.map((byte, at) => byte ^ (at === 9 ? 1 : 0)) : signed;
      return { name: asked.name, signature, signatureCrc32c, verifiedDigestCrc32c: true };
    },
  };

  const server = new Server();
  const handlers = Object.entries(methods).map(([name, answer]) => {
    const handle: handleUnaryCall<unknown, object> = async (call, reply) => {
      try {
        reached();
        await held;
        failures -= 1;
        const routed = call.metadata.get('x-goog-request-params').length === 1;
        if (!routed) throw status(3, 'nothing says where the key is');
        if (failing !== undefined && failures >= 0) throw status(failing, 'as the test wants it');
        reply(null, answer(call.request));
      } catch (error) {
        const code = error instanceof z.ZodError ? 3 : 13;
        reply(error instanceof Status ? error : status(code, String(error)));
      }
    };
    return [name, handle] as const;
  });
  server.addService(serviceDefinition(), Object.fromEntries(handlers));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  const admin = adminOf(port);
  const client = await kmsClient(`127.0.0.1:${port}`);
  let made = 0;
  return {
    port,
    client,
    newKey: async () => {
      made += 1;
      const parent = 'projects/demo-test/locations/europe-west1/keyRings/enforce';
      const versionTemplate = { algorithm: 'EC_SIGN_P256_SHA256' } as const;
      const cryptoKey = { purpose: 'ASYMMETRIC_SIGN', versionTemplate } as const;
      const [key] = await admin.createCryptoKey({ parent, cryptoKeyId: `k${made}`, cryptoKey });
      return key.name ?? '';
    },
    rotate: async (parent) => (await admin.createCryptoKeyVersion({ parent }))[0].name ?? '',
    disable: async (name) => {
      const cryptoKeyVersion = { name, state: 'DISABLED' } as const;
      await admin.updateCryptoKeyVersion({ cryptoKeyVersion, updateMask: { paths: ['state'] } });
    },
    fail: (code, times = Number.POSITIVE_INFINITY) => {
      failing = code;
      failures = times;
    },
    hold: (until) => {
      held = until;
      return new Promise((resolve) => {
        reached = resolve;
      });
    },
    damage: (wanted) => {
      damaging = wanted;
    },
    stop: async () => {
      await admin.close();
      server.forceShutdown();
    },
  };
}

/** Google's whole client, which makes keys: without TLS and without credentials. */
const adminOf = (port: number): KeyManagementServiceClient =>
  new KeyManagementServiceClient({
    projectId: 'demo-test',
    apiEndpoint: '127.0.0.1',
    port,
    sslCreds: credentials.createInsecure(),
  });

class Status extends Error {
  readonly code: number;
  readonly details: string;
  constructor(code: number, details: string) {
    super(details);
    this.code = code;
    this.details = details;
  }
}
const status = (code: number, details: string): Status => new Status(code, details);

/** The service as `@google-cloud/kms` itself describes it. */
function serviceDefinition() {
  const path = createRequire(import.meta.url).resolve('@google-cloud/kms');
  const protos = path.replace(/build\/.*$/, 'build/protos/protos.json');
  const options = { longs: String, enums: String, defaults: false, oneofs: true };
  const found = fromJSON(createRequire(import.meta.url)(protos), options);
  const service = found['google.cloud.kms.v1.KeyManagementService'];
  if (service === undefined || 'format' in service) throw new Error('no such service');
  return service;
}

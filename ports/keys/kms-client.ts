// SPDX-License-Identifier: Apache-2.0
import type { ClientStub } from 'google-gax';
import * as z from 'zod';
import { protocol, service, terms } from './kms-protocol.ts';

const checksum = z.object({ value: z.string() }).nullable();

const versions = z.object({
  cryptoKeyVersions: z.array(
    z.object({ name: z.string(), createTime: z.object({ seconds: z.string() }) }),
  ),
  nextPageToken: z.string(),
});
const publicKey = z.object({
  pem: z.string(),
  algorithm: z.union([z.string(), z.number()]),
  pemCrc32c: checksum,
});
const signed = z.object({
  name: z.string(),
  signature: z.instanceof(Uint8Array),
  signatureCrc32c: checksum,
  verifiedDigestCrc32c: z.boolean(),
});

/** The calls of Cloud KMS that are made here. Each throws what Google's layer says of one that failed. */
export interface KmsClient {
  listCryptoKeyVersions: Call<'parent', z.output<typeof versions>>;
  getPublicKey: Call<'name', z.output<typeof publicKey>>;
  asymmetricSign: Call<'name', z.output<typeof signed>>;
}
/** A call whose field says which key it is about. */
type Call<Routed extends string, Answer> = (
  request: { [Field in Routed]: string } & Record<string, unknown>,
) => Promise<Answer>;

const scopes = ['https://www.googleapis.com/auth/cloudkms'];

/** Without credentials there is none to say which cloud is meant. */
const nobody = { clientOptions: { universeDomain: 'googleapis.com' } };

/**
 * Cloud KMS over Google's own layer of calls, which Firestore's client loads anyway: what
 * `@google-cloud/kms` loads for calls that nobody makes here costs each function a quarter of its start.
 * With an emulator's host and port it is asked there, without TLS and without credentials.
 */
export async function kmsClient(emulator?: string): Promise<KmsClient> {
  const gax = await import('google-gax');
  const layer = new gax.GrpcClient(emulator === undefined ? { scopes } : nobody);
  const { hostname, port } = new URL(`http://${emulator ?? 'cloudkms.googleapis.com:443'}`);
  const place = { servicePath: hostname, port: Number(port) };
  const open = emulator === undefined ? {} : { sslCreds: gax.grpc.credentials.createInsecure() };
  const stub = await layer.createStub(
    stubIn(layer.loadProtoJSON(protocol), service),
    { ...place, ...open },
    emulator !== undefined,
  );
  const settings = layer.constructSettings(service, terms, {}, {});

  const call = <Routed extends string, Answer>(
    name: string,
    routedBy: Routed,
    shape: z.ZodType<Answer>,
  ): Call<Routed, Answer> => {
    const making = (...given: unknown[]) => stub[name]?.call(stub, ...given);
    const made = gax.createApiCall(making, settings[name]);
    return async (request) => {
      // A region keeps its own keys: the name of the key leads there.
      const routed = gax.routingHeader.fromParams({ [routedBy]: request[routedBy] });
      const otherArgs = { headers: { 'x-goog-request-params': routed } };
      const answered: unknown = await made(request, { otherArgs });
      // Small answers of another service: to compile readers for them makes the first late, and none sooner.
      return z.tuple([shape]).rest(z.unknown()).parse(answered, { jitless: true })[0];
    };
  };
  return {
    listCryptoKeyVersions: call('listCryptoKeyVersions', 'parent', versions),
    getPublicKey: call('getPublicKey', 'name', publicKey),
    asymmetricSign: call('asymmetricSign', 'name', signed),
  };
}

/** The service among what was loaded, as the layer makes its stub. */
const stubIn = (loaded: object, path: string): typeof ClientStub =>
  path
    .split('.')
    .reduce<unknown>((place, part) => Object(place)[part], loaded) as typeof ClientStub;

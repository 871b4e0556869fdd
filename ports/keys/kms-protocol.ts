// SPDX-License-Identifier: Apache-2.0
// What of Cloud KMS is spoken here: google/cloud/kms/v1/{service,resources}.proto, as protobufjs reads it.

export const service = 'google.cloud.kms.v1.KeyManagementService';

const field = (type: string, id: number) => ({ type, id });
const message = (fields: Record<string, { type: string; id: number; rule?: 'repeated' }>) => ({
  fields,
});
const method = (requestType: string, responseType: string) => ({ requestType, responseType });

const calls = {
  ListCryptoKeyVersions: method('ListCryptoKeyVersionsRequest', 'ListCryptoKeyVersionsResponse'),
  GetPublicKey: method('GetPublicKeyRequest', 'PublicKey'),
  AsymmetricSign: method('AsymmetricSignRequest', 'AsymmetricSignResponse'),
};

const kms = {
  KeyManagementService: { methods: calls },
  ListCryptoKeyVersionsRequest: message({
    parent: field('string', 1),
    pageToken: field('string', 3),
    filter: field('string', 5),
  }),
  ListCryptoKeyVersionsResponse: message({
    cryptoKeyVersions: { ...field('CryptoKeyVersion', 1), rule: 'repeated' },
    nextPageToken: field('string', 2),
  }),
  CryptoKeyVersion: message({
    name: field('string', 1),
    createTime: field('google.protobuf.Timestamp', 4),
  }),
  GetPublicKeyRequest: message({ name: field('string', 1) }),
  Algorithm: { values: { CRYPTO_KEY_VERSION_ALGORITHM_UNSPECIFIED: 0, EC_SIGN_P256_SHA256: 12 } },
  PublicKey: message({
    pem: field('string', 1),
    algorithm: field('Algorithm', 2),
    pemCrc32c: field('google.protobuf.Int64Value', 3),
  }),
  Digest: message({ sha256: field('bytes', 1) }),
  AsymmetricSignRequest: message({
    name: field('string', 1),
    digest: field('Digest', 3),
    digestCrc32c: field('google.protobuf.Int64Value', 4),
  }),
  AsymmetricSignResponse: message({
    signature: field('bytes', 1),
    signatureCrc32c: field('google.protobuf.Int64Value', 2),
    verifiedDigestCrc32c: field('bool', 3),
    name: field('string', 4),
  }),
};

const protobuf = {
  Timestamp: message({ seconds: field('int64', 1), nanos: field('int32', 2) }),
  Int64Value: message({ value: field('int64', 1) }),
};

const within = (name: string, nested: object) => ({ nested: { [name]: nested } });

/** The calls and their messages, with those fields alone that are written or read here. */
export const protocol = {
  nested: {
    google: {
      nested: {
        protobuf: { nested: protobuf },
        cloud: within('kms', within('v1', { nested: kms })),
      },
    },
  },
};

const patience = 8_000;
const patient = {
  timeout_millis: patience,
  retry_codes_name: 'passing',
  retry_params_name: 'patient',
};

/** How long one call may take with all its tries, and what passes by itself. */
export const terms = {
  interfaces: {
    [service]: {
      retry_codes: { passing: ['DEADLINE_EXCEEDED', 'UNAVAILABLE'] },
      retry_params: {
        patient: {
          initial_retry_delay_millis: 100,
          retry_delay_multiplier: 1.3,
          max_retry_delay_millis: patience,
          initial_rpc_timeout_millis: patience,
          rpc_timeout_multiplier: 1,
          max_rpc_timeout_millis: patience,
          total_timeout_millis: patience,
        },
      },
      methods: Object.fromEntries(Object.keys(calls).map((name) => [name, patient])),
    },
  },
};

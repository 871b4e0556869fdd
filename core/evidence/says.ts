// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { later } from '../later.ts';
import type { Said } from './carried.ts';
import { orRefuse, Refusal } from './refusal.ts';

/** The predicate type of what cosign 3 writes for `cosign sign`: the one statement that is a signature. */
export const signPredicate = 'https://sigstore.dev/cosign/sign/v1';
const statementType = 'application/vnd.in-toto+json';
const simpleSigningType = 'cosign container image signature';

const anything = later(() => z.record(z.string(), z.unknown()));
const simpleSigning = later(() =>
  z.looseObject({
    critical: z.looseObject({
      image: z.looseObject({ 'docker-manifest-digest': z.string() }),
      type: z.string(),
    }),
    optional: anything().nullish(),
  }),
);
const statement = later(() =>
  z.looseObject({
    _type: z.string().regex(/^https:\/\/in-toto\.io\/Statement\//, 'is no in-toto statement'),
    predicateType: z.string(),
    subject: z.array(
      z.looseObject({
        digest: z.record(z.string(), z.string()).nullish(),
        annotations: anything().nullish(),
      }),
    ),
    predicate: z.unknown().optional(),
  }),
);

/**
 * What a simplesigning payload says.
 * @throws Refusal `claims-invalid` if it says nothing that a signature of an image must say
 */
export function readSimpleSigning(payload: Uint8Array): Said {
  const { critical, optional } = read(simpleSigning(), payload, 'payload');
  if (critical.type !== simpleSigningType) {
    throw new Refusal('claims-invalid', 'the payload is not a signature of a container image', {
      expected: simpleSigningType,
      got: critical.type,
    });
  }
  const digest = critical.image['docker-manifest-digest'];
  return { use: 'signature', about: [{ digest, annotations: texts(optional) }] };
}

/**
 * What an in-toto statement in a DSSE envelope says.
 * @throws Refusal `unsupported` for another payload type, `claims-invalid` if it is no statement
 */
export function readStatement(payloadType: string, payload: Uint8Array): Said {
  if (payloadType !== statementType) {
    throw new Refusal('unsupported', 'the envelope holds no in-toto statement', {
      expected: statementType,
      got: payloadType,
    });
  }
  const json = read(statement(), payload, 'statement');
  return {
    use: json.predicateType === signPredicate ? 'signature' : 'attestation',
    about: json.subject.flatMap(({ digest, annotations }) => {
      const sha256 = digest?.['sha256'];
      return sha256 === undefined
        ? []
        : [{ digest: `sha256:${sha256}`, annotations: texts(annotations) }];
    }),
    statement: { predicateType: json.predicateType, predicate: json.predicate, json },
  };
}

function read<T>(shape: z.ZodType<T>, bytes: Uint8Array, what: string): T {
  const message = `the signed ${what} cannot be read`;
  return orRefuse('claims-invalid', message, () => {
    const parsed = shape.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new Error(`${issue?.path.join('.')}: ${issue?.message}`);
  });
}

const texts = (
  values: { [name: string]: unknown } | null | undefined,
): { [name: string]: string } =>
  Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

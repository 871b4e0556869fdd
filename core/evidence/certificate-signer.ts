// SPDX-License-Identifier: Apache-2.0
import type { ASN1Obj } from '@sigstore/core';
import { pemOf } from './certificate.ts';
import type { KeptCertificate } from './kept-certificate.ts';
import { type Claim, claimNames, type KeylessSigner, type Subject } from './signer.ts';

const fulcio = '1.3.6.1.4.1.57264.1.';
const subjectAlternativeName = '2.5.29.17';
/** GeneralName's choices (RFC 5280, 4.2.1.6) that name a signer. */
const types: { [tag: number]: Subject['type'] } = {
  0: 'other',
  1: 'email',
  2: 'dns',
  6: 'uri',
  7: 'ip',
};

/**
 * Whom a certificate names: its issuer's extensions and every subject alternative name.
 * @throws Error if it cannot be read
 */
export function signerOf(certificate: KeptCertificate): KeylessSigner {
  const texts = new Map(
    certificate.extensions.flatMap((extension) => {
      const oid = extension.subs[0]?.toOID() ?? '';
      return oid.startsWith(fulcio) ? [[Number(oid.slice(fulcio.length)), extension] as const] : [];
    }),
  );
  const text = (number: number): string | undefined => {
    const value = texts.get(number)?.subs.at(-1);
    return value === undefined ? undefined : number < 8 ? plain(value) : encoded(value);
  };
  return {
    kind: 'keyless',
    issuer: text(8) ?? text(1) ?? '',
    subjects: subjectsOf(certificate),
    claims: Object.fromEntries(
      Object.entries(claimNames).flatMap(([number, name]): [Claim, string][] => {
        const value = text(Number(number));
        return value === undefined ? [] : [[name, value]];
      }),
    ),
    certificate: pemOf(certificate),
  };
}

/** Fulcio's first extensions hold the text itself, the later ones (from 8) a DER UTF8String. */
const plain = (value: ASN1Obj): string => value.value.toString('utf8');
const encoded = (value: ASN1Obj): string | undefined => value.subs[0]?.value.toString('utf8');

function subjectsOf(certificate: KeptCertificate): Subject[] {
  const names = certificate.extension(subjectAlternativeName)?.valueObj.subs[0]?.subs ?? [];
  return names.flatMap((name) => {
    const type = name.tag.isContextSpecific() ? types[name.tag.number] : undefined;
    const value = type === undefined ? undefined : nameOf(type, name);
    return type === undefined || value === undefined ? [] : [{ type, value }];
  });
}

function nameOf(type: Subject['type'], name: ASN1Obj): string | undefined {
  if (type === 'ip') return addressOf(name.value);
  if (type !== 'other') return name.value.toString('utf8');
  return name.subs[1]?.subs[0]?.value.toString('utf8');
}

function addressOf(bytes: Buffer): string | undefined {
  if (bytes.length === 4) return [...bytes].join('.');
  if (bytes.length !== 16) return undefined;
  const groups = Array.from({ length: 8 }, (_, index) =>
    bytes.readUInt16BE(index * 2).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

// SPDX-License-Identifier: Apache-2.0
import { ASN1Obj, RFC3161Timestamp } from '@sigstore/core';
import { partsOf } from './as-read.ts';

const generalizedTime = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/;

/**
 * An RFC 3161 timestamp whose time may have a fraction of any length (RFC 3161, 2.4.2), where
 * `@sigstore/core` takes none or three digits.
 */
export class Stamp extends RFC3161Timestamp {
  override get signingTime(): Date {
    const text = this.tstInfo.root.subs[4]?.value.toString('latin1') ?? '';
    const [, year, month, day, hour, minute, second, fraction = ''] =
      generalizedTime.exec(text) ?? [];
    const at = new Date(
      `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`,
    );
    if (Number.isNaN(at.getTime())) throw new Error('the timestamp has no time');
    return at;
  }
}

/** @throws Error if it is no timestamp */
export const readStamp = (der: Uint8Array): Stamp => {
  const root = ASN1Obj.parseBuffer(Buffer.from(der));
  keepSigned(root);
  const stamp = new Stamp(root);
  // Read what tells its time and its authority, so that a stamp that was read has them.
  void [stamp.signingTime, stamp.signerSerialNumber, stamp.signerIssuer];
  return stamp;
};

/** What is signed, and what that is about, encode as they were read (RFC 3161, 2.4.2; RFC 5652, 5). */
function keepSigned(response: ASN1Obj): void {
  const token = response.subs[1]?.subs.find(({ tag }) => tag.isContextSpecific(0))?.subs[0];
  const content = token?.subs[2]?.subs[1]?.subs[0];
  const signer = token?.subs.at(-1)?.subs[0];
  for (const each of [content, signer]) each?.subs.splice(0, each.subs.length, ...partsOf(each));
}

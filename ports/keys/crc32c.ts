// SPDX-License-Identifier: Apache-2.0

/** The CRC-32C of the bytes (RFC 3720 appendix B.4), with which Cloud KMS guards what travels to it and back. */
export function crc32c(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0x82f63b78 : sum >>> 1;
  }
  return ~sum >>> 0;
}

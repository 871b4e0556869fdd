// SPDX-License-Identifier: Apache-2.0
import { NoAnswer } from '../faults.ts';
import { numeric } from '../values/numbers.ts';
import { type Builtin, builtin, text } from './builtin.ts';

const powers = ['k', 'm', 'g', 't', 'p', 'e'];

/** How much a unit of bytes is, in bytes. */
function sizeOf(unit: string): bigint {
  if (unit === '') return 1n;
  const [, letter = '', binary = ''] = /^([kmgtpe])(i?)b?$/.exec(unit) ?? [];
  const power = powers.indexOf(letter) + 1;
  if (power === 0) throw new NoAnswer(`byte unit ${unit} not recognized`);
  return (binary === 'i' ? 1024n : 1000n) ** BigInt(power);
}

/** Functions over amounts with units. */
export const units: Record<string, Builtin> = {
  'units.parse_bytes': builtin([text], ([value]) => {
    const bare = value.toLowerCase().replaceAll('"', '');
    const [, integer, fraction = '', unit = ''] = /^(\d*)(?:\.(\d*))?([a-z]*)$/.exec(bare) ?? [];
    if (integer === undefined || integer + fraction === '') throw new NoAnswer('no byte amount');
    if (bare.length > 100) throw new NoAnswer('no byte amount');
    const amount = BigInt(integer + fraction) * sizeOf(unit);
    return numeric(amount / 10n ** BigInt(fraction.length));
  }),
};

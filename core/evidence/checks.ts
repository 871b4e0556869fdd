// SPDX-License-Identifier: Apache-2.0
import type { Carried } from './carried.ts';
import type { Demand } from './demand.ts';
import { kindOf } from './log-entry.ts';
import type { Proofs } from './proofs.ts';
import type { Refusal } from './refusal.ts';
import type { Check, CheckName } from './verification.ts';

const order: CheckName[] = [
  'form',
  'key',
  'timestamp',
  'certificate',
  'sct',
  'log',
  'signature',
  'claims',
];

/** The checks of a verification that failed here: those before it, and it. */
export function checksUntil(refusal: Refusal, before: Check[]): Check[] {
  const at = order.indexOf(refusal.step);
  const earlier = before.filter(({ name }) => order.indexOf(name) < at);
  return [...earlier, { name: refusal.step, outcome: 'failed', detail: refusal.message }];
}

/** The checks that a carrier passes if it is verified, and those that the demand leaves out. */
export function checksOf(carried: Carried, demand: Demand, proofs: Proofs | undefined): Check[] {
  const { signer, log, timestamp } = demand;
  const checks: Check[] = [
    passed(
      'form',
      `${carried.format === 'bundle' ? 'a bundle' : 'a layer'} with ${carried.says.use === 'signature' ? 'a signature' : 'an attestation'}`,
    ),
  ];
  if (signer.kind === 'key') checks.push(passed('key', 'made with a key of the policy'));
  if (proofs === undefined) return checks;
  const stamps = proofs.times.filter(({ source }) => source === 'timestamp-authority');
  if (stamps.length > 0) {
    const at = stamps.map((each) => each.at.toISOString()).join(', ');
    checks.push(passed('timestamp', `seen by a timestamp authority at ${at}`));
  } else if (carried.stamps.length > 0) {
    const why =
      timestamp.mode === 'ignored'
        ? 'not asked for'
        : 'of an authority that is not in the trust root';
    checks.push({ name: 'timestamp', outcome: 'ignored', detail: why });
  }
  if (signer.kind === 'keyless') {
    const at = proofs.times.map((each) => each.at.toISOString()).join(', ');
    checks.push(
      passed('certificate', `issued by an authority of the trust root and valid at ${at}`),
    );
    checks.push(
      signer.ignoreSct
        ? { name: 'sct', outcome: 'ignored', detail: 'the policy ignores it' }
        : passed('sct', 'the certificate is in a certificate transparency log'),
    );
  }
  checks.push(
    log.mode === 'ignored'
      ? { name: 'log', outcome: 'ignored', detail: 'not asked for' }
      : passed('log', proofs.entries.map(describeEntry).join('; ')),
  );
  checks.push(passed('signature', 'fits what is signed'));
  checks.push(passed('claims', 'about this image'));
  return checks;
}

const passed = (name: CheckName, detail: string): Check => ({ name, outcome: 'passed', detail });

function describeEntry({ entry, logs }: Proofs['entries'][number]): string {
  const how = [
    ...(entry.inclusionPromise === undefined ? [] : ['promised']),
    ...(entry.inclusionProof === undefined ? [] : ['proven']),
  ].join(' and ');
  return `entry ${entry.logIndex} (${kindOf(entry)}) in ${logs[0]?.baseURL}, inclusion ${how}`;
}

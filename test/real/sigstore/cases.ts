// SPDX-License-Identifier: Apache-2.0
import type { IssuerKind } from './issuer.ts';
import type { LogName } from './logs.ts';
import type { Sigstore } from './stack.ts';

/** One way in which cosign signs or attests, and what it leaves in the registry. */
export interface SigningCase {
  name: string;
  cosign: 2 | 3;
  verb: 'sign' | 'attest';
  /** The kind of token that Fulcio gets, or a key of one's own. */
  by: IssuerKind | 'key';
  flags: (sigstore: Sigstore) => string[];
  /** A bundle or a legacy layer, as a referrer or under a tag `sha256-<digest>.sig` or `.att`. */
  leaves: 'bundle referrer' | 'layer referrer' | 'sig tag' | 'att tag';
  /** The image is an index, signed with its platforms (`-r`). */
  index?: true;
  env?: Record<string, string>;
}

type Flags = SigningCase['flags'];

const config =
  (log?: LogName, timestamp = false): Flags =>
  (sigstore) => [
    ...['--trusted-root', sigstore.trustedRoot, '--signing-config'],
    sigstore.signingConfig({ timestamp, ...(log === undefined ? {} : { log }) }),
  ];
const r1 = config('rekor1');
const r1tsa = config('rekor1', true);
const r2 = config('rekor2', true);
const older = config('rekor2Older', true);
const ecdsa = config('rekor2Ecdsa', true);
const tsa = config(undefined, true);

const services: Flags = ({ services: { fulcio }, logUrl }) => [
  ...['--fulcio-url', fulcio, '--rekor-url', logUrl('rekor1')],
];
const stamp: Flags = ({ services }) => ['--timestamp-server-url', services.timestamp];
const root: Flags = ({ trustedRoot }) => ['--trusted-root', trustedRoot];
const flag =
  (...flags: string[]): Flags =>
  () =>
    flags;
const all =
  (...parts: Flags[]): Flags =>
  (sigstore) =>
    parts.flatMap((part) => part(sigstore));

const noLog = flag('--tlog-upload=false');
const bundle = flag('--new-bundle-format');
const legacy3 = flag('--new-bundle-format=false', '--use-signing-config=false');
const oci11 = flag('--registry-referrers-mode', 'oci-1-1');

/** A row: name, cosign, verb, by whom, flags, what it leaves, and what else is special. */
const row = (
  name: string,
  cosign: 2 | 3,
  verb: 'sign' | 'attest',
  by: SigningCase['by'],
  flags: Flags,
  leaves: SigningCase['leaves'] = 'bundle referrer',
  special: Pick<SigningCase, 'index' | 'env'> = {},
): SigningCase => ({ name, cosign, verb, by, flags, leaves, ...special });

/** Every format that cosign 2 and 3 write, by what may be missing from it. */
export const signingCases: SigningCase[] = [
  row('v3-keyless-r2', 3, 'sign', 'gha', r2),
  row('v3-keyless-r1', 3, 'sign', 'email', r1),
  row('v3-keyless-r1tsa', 3, 'sign', 'email', r1tsa),
  row('v3-keyless-tsaonly', 3, 'sign', 'email', tsa),
  row('v3-keyless-r2b', 3, 'sign', 'email', older),
  row('v3-keyless-r2c', 3, 'sign', 'k8s', ecdsa),
  row('v3-keyless-r2-user', 3, 'sign', 'user', r2),
  row('v3-keyless-r2-uri', 3, 'sign', 'uri', r2),
  row('v3-keyless-r2-multi', 3, 'sign', 'email', all(r2, flag('-r')), undefined, { index: true }),
  row('v3-ann-r2', 3, 'sign', 'email', all(r2, flag('-a', 'foo=bar', '-a', 'n=1'))),
  row('v3-key-r2', 3, 'sign', 'key', r2),
  row('v3-key-r1', 3, 'sign', 'key', r1),
  row('v3-key-tsaonly', 3, 'sign', 'key', tsa),
  row('v3-key-none', 3, 'sign', 'key', config()),
  row('v3-att-r2', 3, 'attest', 'gha', r2),
  row('v3-att-r1', 3, 'attest', 'gha', r1),
  row('v3-att-key-r2', 3, 'attest', 'key', r2),
  row('v3-legacy-keyless', 3, 'sign', 'email', all(legacy3, services), 'sig tag'),
  row('v3-legacy-key', 3, 'sign', 'key', all(legacy3, services), 'sig tag'),
  row('v2-keyless', 2, 'sign', 'email', services, 'sig tag'),
  row('v2-keyless-tsa', 2, 'sign', 'gha', all(services, stamp), 'sig tag'),
  row('v2-keyless-tsaonly', 2, 'sign', 'email', all(services, stamp, noLog), 'sig tag'),
  row('v2-key', 2, 'sign', 'key', services, 'sig tag'),
  row('v2-key-notlog', 2, 'sign', 'key', noLog, 'sig tag'),
  row('v2-key-ann', 2, 'sign', 'key', all(noLog, flag('-a', 'foo=bar')), 'sig tag'),
  row('v2-multi', 2, 'sign', 'email', all(services, flag('-r')), 'sig tag', { index: true }),
  row('v2-oci11', 2, 'sign', 'email', all(services, oci11), 'layer referrer', {
    env: { COSIGN_EXPERIMENTAL: '1' },
  }),
  row('v2-att', 2, 'attest', 'gha', services, 'att tag'),
  row(
    'v2-att-intoto',
    2,
    'attest',
    'gha',
    all(services, flag('--rekor-entry-type', 'intoto')),
    'att tag',
  ),
  row('v2-att-key', 2, 'attest', 'key', noLog, 'att tag'),
  row('v2-bundle-r1', 2, 'sign', 'email', all(bundle, services, root)),
  row('v2-bundle-r2b', 2, 'sign', 'email', all(bundle, older)),
  row('v2-att-bundle-r1', 2, 'attest', 'gha', all(bundle, services, root)),
  row('v2-att-bundle-r2b', 2, 'attest', 'gha', all(bundle, older)),
];

/** Rekor v2 since 2.3.0 refuses the entry that cosign 2 writes (dsse/0.0.2). */
export const refusedCase = row('v2-bundle-sc-r2', 2, 'sign', 'email', all(bundle, r2));

/** The logs that the cases use. */
export const allLogs: LogName[] = ['rekor1', 'rekor2', 'rekor2Older', 'rekor2Ecdsa'];

// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { Command } from '@commander-js/extra-typings';
import { Failure } from '../../../core/errors.ts';
import type { ClusterImagePolicySpec } from '../../../core/policy/cluster-image-policy.ts';
import { compile } from '../../../core/policy/compile.ts';
import { explain } from '../../../core/policy/explain.ts';
import type { App } from '../../app.ts';
import { Ended } from '../../ended.ts';
import { openAccess, withAccess } from '../../images/access.ts';
import { exitOfAll } from '../../images/concluded.ts';
import { judgeAll } from '../../images/judge.ts';
import { demandDefault, type OpenedTrust, openTrust } from '../../images/trust.ts';
import { type TrustFlags, withTrust } from '../../images/trust-flags.ts';
import { say, tell } from '../../terminal/terminal.ts';
import { report, signaturesOf } from './report.ts';

interface Wanted {
  certificateIdentity?: string;
  certificateIdentityRegexp?: string;
  certificateOidcIssuer?: string;
  certificateOidcIssuerRegexp?: string;
  key?: string;
}

/**
 * `chainctl images verify IMAGE…`: whether somebody signed it, and who. Exit code 0: yes; 1: no, or
 * somebody else; 2: it could not be told.
 */
export const verify = (app: App) =>
  withTrust(withAccess(new Command('verify')))
    .description('Say who signed images, and which checks were made')
    .argument('<images...>', 'images, by tag or digest')
    .option('--certificate-identity <subject>', 'who must have signed')
    .option(
      '--certificate-identity-regexp <expression>',
      'the same as an RE2 expression for the whole',
    )
    .option('--certificate-oidc-issuer <issuer>', 'who must have vouched for them')
    .option('--certificate-oidc-issuer-regexp <expression>', 'the same as an RE2 expression')
    .option('--key <file>', 'the public key that must have signed, in PEM')
    .option('--trusted-root <file>', 'trusted_root.json in place of sigstore’s own')
    .addHelpText(
      'after',
      '\nExit code 0: signed; 1: not, or by somebody else; 2: it could not be told.',
    )
    .action(async (names, flags) => {
      const policy = compile('verify', await specOf(flags), { secrets: new Map(), kms: new Map() });
      const trust = asksRoot(flags) ? await openTrust(app, flags) : unasked;
      const access = await openAccess(app, flags);
      try {
        if (flags.key === undefined) demandDefault(app, trust);
        const images = names.map((reference) => ({ reference }));
        const set = { policies: [policy], noMatch: 'deny' as const };
        const verdicts = await judgeAll(images, set, { access, ...trust }, () => {});
        for (const verdict of verdicts.filter(({ outcome }) => outcome === 'deny')) {
          say(app.terminal, explain(verdict).join('\n'));
        }
        const passed = verdicts.filter(({ outcome }) => outcome !== 'deny');
        if (app.format('table') === 'json') {
          tell(app.terminal, JSON.stringify(passed.flatMap(signaturesOf), null, 2));
        } else tell(app.terminal, passed.map(report).join('\n'));
        throw new Ended(exitOfAll(verdicts));
      } finally {
        access.registry.close();
        await trust.end();
      }
    });

/** With a key no root is asked, so none is read unless it was named. */
const asksRoot = ({ key, trustedRoot, tufMirror, tufRoot }: Wanted & TrustFlags): boolean =>
  key === undefined || [trustedRoot, tufMirror, tufRoot].some((each) => each !== undefined);

const trusts = { default: { fault: 'no root was opened' }, named: new Map() };
const unasked: OpenedTrust = { trusts: () => trusts, end: async () => undefined };

/** What the flags ask for, as a policy for every image. */
async function specOf(flags: Wanted): Promise<ClusterImagePolicySpec> {
  const images = [{ glob: '**' }];
  if (flags.key !== undefined) {
    const data = await readFile(flags.key, 'utf8').catch((cause: unknown) => {
      throw new Failure('NOT_FOUND', `there is no file ${flags.key}`, { place: '--key', cause });
    });
    return { images, authorities: [{ name: 'key', key: { data } }] };
  }
  const subject = flags.certificateIdentity;
  const subjectRegExp =
    flags.certificateIdentityRegexp ?? (subject === undefined ? '.*' : undefined);
  const issuer = flags.certificateOidcIssuer;
  const issuerRegExp =
    flags.certificateOidcIssuerRegexp ?? (issuer === undefined ? '.*' : undefined);
  const identity = { subject, subjectRegExp, issuer, issuerRegExp };
  return { images, authorities: [{ name: 'keyless', keyless: { identities: [identity] } }] };
}

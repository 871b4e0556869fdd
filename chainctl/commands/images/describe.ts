// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { Failure } from '../../../core/errors.ts';
import { subjectOf } from '../../../core/evidence/subject.ts';
import { compile } from '../../../core/policy/compile.ts';
import { parseReference } from '../../../core/policy/reference.ts';
import { demandOf, type Trusts } from '../../../core/policy/trusts.ts';
import type { App } from '../../app.ts';
import { Ended } from '../../ended.ts';
import { type Access, openAccess, withAccess } from '../../images/access.ts';
import { answers } from '../../images/concluded.ts';
import { describeEvidence, describeSboms } from '../../images/described.ts';
import { withDigest } from '../../images/judge.ts';
import { demandDefault, openTrust } from '../../images/trust.ts';
import { withTrust } from '../../images/trust-flags.ts';
import { show } from '../../show.ts';
import { printable } from '../../terminal/printable.ts';
import { say } from '../../terminal/terminal.ts';
import { describedPresentation } from './presentation.ts';

/**
 * `chainctl images describe IMAGE`: what was signed and attested about it, by whom, and whether that
 * is proven. Exit code 0: told; 2: something could not be read.
 */
export const describe = (app: App) =>
  withTrust(withAccess(new Command('describe')))
    .description('List the signatures, attestations and SBOMs of an image, and who made them')
    .argument('<image>', 'an image, by tag or digest')
    .option('--trusted-root <file>', 'trusted_root.json in place of sigstore’s own')
    .addHelpText('after', '\nExit code 0: told; 2: something could not be read.')
    .action(async (reference, flags) => {
      const trust = await openTrust(app, flags);
      const access = await openAccess(app, flags);
      try {
        demandDefault(app, trust);
        const { name, evidence, attached } = await held(app, reference, access);
        const items = [
          ...describeEvidence(name, evidence, keyless(trust.trusts())),
          ...describeSboms(name, attached.sboms),
        ];
        say(app.terminal, `${name}${items.length === 0 ? ': nothing is signed or attested' : ''}`);
        await show(app, { items }, describedPresentation);
        const trouble = [...evidence.trouble, ...attached.trouble];
        for (const { place, message } of trouble) {
          say(app.terminal, printable(`could not read ${place}: ${message}`));
        }
        if (trouble.length > 0) throw new Ended(answers.untold);
      } finally {
        access.registry.close();
        await trust.end();
      }
    });

/** Everything that the registry holds about the image. @throws Failure, Ended */
async function held(app: App, reference: string, access: Access) {
  const found = await withDigest({ reference }, access);
  if ('outcome' in found) {
    const { reason, message = 'there is no such image' } = found;
    if (reason === 'could-not-tell') {
      say(app.terminal, printable(message));
      throw new Ended(answers.untold);
    }
    const code = reason === 'no-reference' ? 'INVALID_ARGUMENT' : 'NOT_FOUND';
    throw new Failure(code, message, { place: reference });
  }
  const parsed = parseReference(found.reference);
  const subject = subjectOf(parsed, parsed.identifier, {});
  const { registry, keychain } = access;
  const [evidence, attached] = await Promise.all([
    registry.collect(subject, keychain),
    registry.sboms(subject, keychain),
  ]);
  return { name: `${parsed.repository}@${parsed.identifier}`, evidence, attached };
}

/** What a policy demands that lets anybody sign whom the default root's CAs know. */
function keyless(trusts: Trusts) {
  const authorities = [{ name: 'keyless', keyless: { identities: [anybody] } }];
  const policy = compile('describe', { images: [{ glob: '**' }], authorities }, nothing);
  const way = policy.authorities[0]?.way;
  if (way?.kind !== 'signed') throw new Error('the policy of describe has no authority');
  return demandOf(way, trusts);
}
const anybody = { issuerRegExp: '.*', subjectRegExp: '.*' };
const nothing = { secrets: new Map(), kms: new Map() };

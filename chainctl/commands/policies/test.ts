// SPDX-License-Identifier: Apache-2.0
import { Command, Option } from '@commander-js/extra-typings';
import { compileAll } from '../../../core/policy/compile-all.ts';
import { explain } from '../../../core/policy/explain.ts';
import type { App } from '../../app.ts';
import { Ended } from '../../ended.ts';
import { readGiven } from '../../files/read.ts';
import { openAccess, withAccess } from '../../images/access.ts';
import { exitOfAll, sumOf } from '../../images/concluded.ts';
import { imagesGiven } from '../../images/given.ts';
import { judgeAll } from '../../images/judge.ts';
import { openTrust } from '../../images/trust.ts';
import { withTrust } from '../../images/trust-flags.ts';
import { progress } from '../../terminal/progress.ts';
import { say, tell } from '../../terminal/terminal.ts';
import { accepted } from './accepted.ts';

/** The clients of the clouds are larger than all of chainctl. */
const noKms = 'chainctl fetches no keys of a KMS; put the public key itself into key.data';

/**
 * `chainctl policies test -f FILE --image IMAGE…`: what the policies would say, without platform and
 * cluster. Exit code 0: all pass; 1: something is denied; 2: something could not be told.
 */
export const test = (app: App) =>
  withTrust(withAccess(new Command('test')))
    .description('Say what policies would decide about images, and why')
    .requiredOption('-f, --filename <file...>', 'policies: files, folders, https URLs, or -')
    .option('-R, --recursive', 'with a folder: the folders in it too')
    .option('--image <image...>', 'the images')
    .option('--images-from <file>', 'a file with an image a line, or -')
    .option('--resource <file...>', 'Kubernetes manifests: the images in them')
    .addOption(
      new Option('--uncovered <word>', 'what becomes of images that no policy covers')
        .choices(['deny', 'allow', 'warn'] as const)
        .default('deny' as const),
    )
    .option(
      '--trusted-root <file...>',
      'trusted_root.json in place of sigstore’s own, or NAME=FILE',
    )
    .addHelpText(
      'after',
      '\nExit code 0: all pass; 1: something is denied; 2: something could not be told.',
    )
    .action(async (flags) => {
      const read = await Promise.all(
        flags.filename.map((name) => readGiven(app, name, flags.recursive)),
      );
      const documents = accepted(app, read.flat()).flatMap((part) => part.documents);
      const images = await imagesGiven(app, flags);
      const policies = compileAll(documents, noKms);
      const trust = await openTrust(app, flags, documents);
      const access = await openAccess(app, flags);
      try {
        const set = { policies, noMatch: flags.uncovered };
        const shown = progress(app.terminal, images.length, 'images');
        const verdicts = await judgeAll(images, set, { access, ...trust }, shown);
        const json = app.format('table') === 'json';
        const lines = verdicts.map((verdict) => explain(verdict).join('\n'));
        tell(app.terminal, json ? JSON.stringify({ items: verdicts }, null, 2) : lines.join('\n'));
        const sum = sumOf(verdicts);
        if (sum !== undefined) say(app.terminal, sum);
        throw new Ended(exitOfAll(verdicts));
      } finally {
        access.registry.close();
        await trust.end();
      }
    });

// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { Failure } from '../../core/errors.ts';
import type { App } from '../app.ts';
import { build } from '../build.ts';
import { isNewer, offered } from '../release/offered.ts';
import { replaceWith } from '../release/replace.ts';
import { demandSignature, signatureAt } from '../release/signature.ts';
import { say, tell } from '../terminal/terminal.ts';

/** `chainctl update`: takes the chainctl that the platform offers in place of this one. */
export const update = (app: App) =>
  new Command('update')
    .description('Replace this chainctl by the one that the platform offers')
    .option('--force', 'also when it is not newer')
    .action(async ({ force }) => {
      if (build.commit === 'unknown' || process.versions['bun'] === undefined) {
        throw new Failure('FAILED_PRECONDITION', 'this chainctl runs from its source', {
          next: 'git pull',
        });
      }
      const { platform } = await app.settings();
      const release = await offered(app.fetch, platform.downloads, AbortSignal.timeout(30_000));
      if (!force && !isNewer(release)) {
        return say(app.terminal, `This is ${build.version}, and nothing newer is offered.`);
      }
      say(app.terminal, `Downloading ${release.file} of ${release.version} ...`);
      const url = `${platform.downloads}/${release.file}`;
      if (build.signer !== undefined) {
        await demandSignature(await signatureAt(app.fetch, url), release.sha256, build.signer);
      }
      await replaceWith(app.fetch, process.execPath, url, release.sha256);
      say(
        app.terminal,
        build.signer === undefined
          ? 'Its SHA-256 is the published one; the platform offers no signature.'
          : `It was signed by ${build.signer.subject}.`,
      );
      return tell(app.terminal, `Updated chainctl from ${build.version} to ${release.version}`);
    });

// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeReal } from '../needs.ts';
import { sigstoreParts } from './stack.ts';
import { type ThreeImages, threeImages } from './three-images.ts';

const walkthrough = readFileSync(
  new URL('../../story/files/sample-policy.yaml', import.meta.url),
  'utf8',
);
/** The third line of its images, in quotation marks that YAML knows, for names of any depth. */
const mended = walkthrough.replace('“ttl.sh/*”', '"ttl.sh/**"');

describeReal('A newcomer asks about three images', ['reg', ...sigstoreParts()], () => {
  let three: ThreeImages;
  beforeAll(async () => {
    three = await threeImages();
  });
  afterAll(() => three?.close());

  /** What `policies test` says of the three, by image. */
  async function asked(policy: string) {
    const { newcomer, images, flags } = three;
    const file = await newcomer.file('sample-policy.yaml', policy);
    const names = [images.unsigned, images.signedByAda, images.signedByCi];
    const asking = ['policies', 'test', '-f', file, '--image', ...names, ...flags];
    const { code, out, err } = await newcomer.type(asking);
    const about = (image: string) => out.split(/^(?=\S)/m).find((part) => part.startsWith(image));
    const [unsigned = '', ada = '', ci = ''] = names.map(about);
    return { code, err, unsigned, ada, ci };
  }
  const withIdentities = (identities: object[]) =>
    `${mended}      identities: ${JSON.stringify(identities)}\n`;

  test('the walkthrough’s policy as it stands covers none of them; it is said why, and what to write', async () => {
    const { code, err, unsigned, ada, ci } = await asked(walkthrough);
    expect(code).toBe(1);
    for (const said of [unsigned, ada, ci]) {
      expect(said).toContain('is denied: no policy covers it\n');
      expect(said).toContain(
        'policy sample-policy has glob "ttl.sh/*"; "ttl.sh/**" would cover it',
      );
    }
    expect(err).toContain(
      'is a typographic quote, which YAML takes for text; removed, write " instead',
    );
    expect(err).toContain('nobody is named: anybody whom the CA gives a certificate may sign');
    expect(err).toContain('3 images: 3 denied');
  });

  test('mended, it denies the unsigned one and says how to sign it; it names nobody, so both others pass', async () => {
    const { code, err, unsigned, ada, ci } = await asked(mended);
    expect(code).toBe(1);
    const { images } = three;
    expect(unsigned).toMatch(
      new RegExp(`^${images.unsigned} is denied
  policy sample-policy: nobody has signed it \\(looked in ${images.unsigned}\\)
    sign it: cosign sign ${images.unsigned}@sha256:[0-9a-f]{64}
`),
    );
    expect(ada).toContain(`${images.signedByAda} passes\n`);
    expect(ci).toContain(`${images.signedByCi} passes\n`);
    expect(ada).toContain('it wants a certificate, whoever it names');
    expect(err).toContain('3 images: 2 pass, 1 denied');
  });

  test('once it says who may sign, what somebody else signed is denied: who did, who should, what to add', async () => {
    const { ada: wanted, ci: other, images } = three;
    const { code, err, unsigned, ada, ci } = await asked(withIdentities([wanted]));
    expect(code).toBe(1);
    expect(unsigned).toContain('nobody has signed it');
    expect(ada).toContain(`${images.signedByAda} passes\n`);
    const inWords = ({ subject, issuer }: typeof wanted) => `${subject} (issuer ${issuer})`;
    expect(ci.split('\n').slice(0, 3)).toEqual([
      `${images.signedByCi} is denied`,
      `  policy sample-policy: signed by ${inWords(other)}, policy wants ${inWords(wanted)}`,
      `    if they may sign, add \`issuer: ${other.issuer}\` and \`subject: ${other.subject}\` to the policy's identities; or sign it as one of those`,
    ]);
    expect(ci).toContain(`identity failed: expected ${inWords(wanted)}; got ${inWords(other)}\n`);
    expect(err).not.toContain('nobody is named');
    expect(err).toContain('3 images: 1 pass, 2 denied');
  });

  test('and what it is told to add is what makes it pass', async () => {
    const { ci } = await asked(withIdentities([three.ada, three.ci]));
    expect(ci).toContain(`${three.images.signedByCi} passes\n`);
  });
});

// SPDX-License-Identifier: Apache-2.0
import { tutorial as image } from '../../test/fixtures/story/tutorial.ts';
import type { Terminal } from './terminal.ts';

/** Where the walk takes place. */
export interface Scene {
  /** Of the platform. */
  url: string;
  email: string;
  /** Of the walkthrough's image. */
  digest: string;
}

/** Walks the walkthrough as a person would type it; rejects where something is not as told. */
export async function walk(at: Terminal, { url, email, digest }: Scene): Promise<void> {
  const records = 'chainctl cluster records list $CLUSTER_ID';
  const describe = 'chainctl cluster records describe busybox --cluster $CLUSTER_ID';

  await at.step('1. chainctl, and who you are');
  await at.type('chainctl version');
  at.say(`It was downloaded from ${url}/downloads, built for this platform.`);
  await at.type(
    `curl -s -d email=${email} ${url}/dev/token | chainctl auth login --identity-token -`,
  );
  at.say('The development login believes any address; you would log in with a browser.');

  await at.step('2. A group');
  await at.type(
    'export SAMPLE_GROUP=$(chainctl iam groups create tutorial-group --no-parent -y -o id)',
  );
  await at.type('chainctl iam groups list');
  at.say('Policies and clusters belong to a group; who made it owns it.');

  await at.step('3. An image that nobody has signed');
  await at.type(`kubectl run example --image=${image}`);
  await at.soon('kubectl get pod example', /Running/);
  at.say('It runs: nothing guards this cluster yet. (Its node pretends to run pods.)');

  await at.step('4. A policy');
  await at.type('cat sample-policy.yaml');
  await at.type(
    'chainctl policies create sample-policy --group $SAMPLE_GROUP -f sample-policy.yaml',
  );
  at.say('Images must be signed by somebody; what looks wrong in the file was said.');

  await at.step('5. The agent');
  await at.type('chainctl cluster install --group=$SAMPLE_GROUP -y');
  await at.type("export CLUSTER_ID=$(kubectl get ns gulfstream -o jsonpath='{.metadata.uid}')");
  at.say('The agent runs, has registered with the platform, and watches.');

  await at.step('6. What the policy makes of what runs');
  await at.soon('kubectl get clusterimagepolicies', /sample-policy/);
  await at.soon(records, /busybox@.*uncovered/);
  at.say(
    'A star stops at a slash, so that the policy does not cover the image; a wider one would.',
  );
  await at.type("EDITOR='sed -i.old s,ttl.sh/\\*,ttl.sh/**,' chainctl policies edit sample-policy");
  at.say('You would write it in your editor; here sed does.');
  await at.soon(records, /busybox@.*sample-policy:fail/);
  await at.type(describe);
  at.say(
    'Nobody has signed it: the policy reached the cluster and flags it, and says what to type.',
  );

  await at.step('7. The image is signed');
  await at.type(`cosign sign ${image}@${digest}`);
  at.say(
    'The real cosign, with a sigstore and a registry of this machine’s instead of the public ones.',
  );

  await at.step('8. The flag clears by itself');
  await at.soon(records, /busybox@.*sample-policy:pass/);
  await at.type(describe);
  at.say('The agent saw the signature, and tells who signed.');

  await at.step('9. Nothing unsigned gets in');
  await at.type('kubectl label ns default policy.sigstore.dev/include=true --overwrite');
  await at.type(`kubectl run signed --image=${image}`);
  at.say('With the label the namespace is guarded; what is signed may run there.');
  await at.refused('kubectl run not-signed --image=ubuntu', /denied the request/);
  at.say('Nobody has signed it, and it was denied before it ran.');
}

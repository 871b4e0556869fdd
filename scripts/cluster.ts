// SPDX-License-Identifier: Apache-2.0
// Starts a real cluster on loopback and says how to use it. usage: npm run cluster
import { missing } from '../test/real/build/cache.ts';
import { startCluster } from '../test/real/cluster/cluster.ts';
import { clusterParts, component } from '../test/real/cluster/components.ts';

const absent = missing(clusterParts());
if (absent.length > 0) {
  console.error(`Error: the parts ${absent.join(', ')} are not built yet`);
  console.error(`Try: npm run build:real -- ${absent.join(' ')}`);
  process.exit(1);
}
console.error('Starting Kubernetes …');
const cluster = await startCluster();
const { file, args } = component('kubectl');
console.log(`
A cluster runs, with a node that pretends to run pods. In another terminal:

  export KUBECONFIG=${cluster.kubeconfig}
  kubectl get nodes

  chainctl cluster install --group GROUP

Without a kubectl: alias kubectl='${[file, ...args].join(' ')}'
Ctrl-C ends the cluster and forgets it.`);
const end = () => void cluster.close().finally(() => process.exit(0));
process.once('SIGINT', end);
process.once('SIGTERM', end);
setInterval(() => undefined, 60_000);

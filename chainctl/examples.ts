// SPDX-License-Identifier: Apache-2.0

/** Command lines to begin with, by the command that they belong to; each of them is one that parses. */
export const examples: Record<string, string[]> = {
  'auth login': [
    'chainctl auth login',
    'chainctl auth login --headless',
    'chainctl auth login --invite-code CODE',
    'chainctl auth login --identity ID --identity-token FILE',
  ],
  'auth logout': ['chainctl auth logout'],
  'auth status': ['chainctl auth status -o wide', 'chainctl auth status --quick'],
  'auth token': ['curl -H "Authorization: Bearer $(chainctl auth token)" URL'],
  'iam account-associations set gcp': [
    'chainctl iam account-associations set gcp my-team --project-id my-images --project-number 123456789012',
  ],
  'iam account-associations set aws': [
    'chainctl iam account-associations set aws my-team --account 123456789012',
  ],
  'iam account-associations check': ['chainctl iam account-associations check gcp my-team'],
  'iam account-associations unset': ['chainctl iam account-associations unset aws my-team'],
  'iam account-associations list': ['chainctl iam account-associations list'],
  'cluster records list': [
    'chainctl cluster records list $CLUSTER_ID',
    'chainctl cluster records ls production --violations -o wide',
    'chainctl cluster records ls --group my-org --image busybox',
  ],
  'cluster records describe': [
    'chainctl cluster records describe busybox --cluster production',
    'chainctl cluster records describe ID -o json',
  ],
  'cluster denials list': [
    'chainctl cluster denials list production',
    'chainctl cluster denials ls --group my-org -o wide',
  ],
  'cluster workloads list': ['chainctl cluster workloads list production -n default'],
  'iam groups create': [
    'chainctl iam groups create my-org --no-parent',
    'chainctl iam groups create my-team --parent my-org -d "the team" -y',
  ],
  'iam groups list': ['chainctl iam groups list', 'chainctl iam groups ls -o table'],
  'iam groups describe': ['chainctl iam groups describe my-team'],
  'iam groups update': ['chainctl iam groups update my-team -n our-team'],
  'iam groups delete': ['chainctl iam groups delete my-team -y'],
  'iam invites create': [
    'chainctl iam invite create my-team --role viewer',
    'chainctl iam invite create my-team --role owner --email ann@example.com --single-use --ttl 2h',
    'chainctl iam invite create my-team --cluster -o json',
  ],
  'iam invites list': ['chainctl iam invites list my-team'],
  'iam invites delete': [
    'chainctl iam invites delete ID',
    'chainctl iam invites delete --expired -y',
  ],
  'iam roles create': [
    'chainctl iam roles create auditor --parent my-org --capabilities events.list,policy.list',
  ],
  'iam roles list': ['chainctl iam roles list -o wide', 'chainctl iam roles list viewer'],
  'iam roles update': [
    'chainctl iam roles update auditor --add-capabilities groups.list --remove-capabilities policy.list',
  ],
  'iam roles delete': ['chainctl iam roles delete auditor'],
  'iam roles capabilities list': ['chainctl iam roles capabilities list'],
  'iam role-bindings create': [
    'chainctl iam role-bindings create --identity ID --role viewer --group my-team',
  ],
  'iam role-bindings list': ['chainctl iam role-bindings list --group my-team'],
  'iam role-bindings update': ['chainctl iam role-bindings update ID --role editor'],
  'iam role-bindings delete': ['chainctl iam role-bindings delete ID'],
  'iam identities create matching': [
    'chainctl iam identities create robot --group my-team --identity-issuer https://ci.example.com --subject job',
  ],
  'iam identities create github': [
    'chainctl iam identities create github deploy --group my-team --github-repo my-org/app --github-ref refs/heads/main --role viewer',
  ],
  'iam identities create gitlab': [
    'chainctl iam identities create gitlab deploy --group my-team --project-path my-org/app --ref main',
  ],
  'iam identities list': ['chainctl iam identities list --group my-team'],
  'iam identities describe': ['chainctl iam identities view deploy'],
  'iam identities update': ['chainctl iam identities update deploy -d "deploys the app"'],
  'iam identities delete': ['chainctl iam identities delete deploy'],
  'policies create': ['chainctl policies create my-policy --group my-team -f policy.yaml'],
  'policies apply': [
    'chainctl policies apply --group my-team -f policies/ -R',
    'cat policy.yaml | chainctl policies apply --group my-team -f -',
    'chainctl policies apply --group my-team -f policies/ --dry-run',
  ],
  'policies list': [
    'chainctl policies ls',
    'chainctl policies ls --group my-team --image ghcr.io/my-org/app:v1 -o wide',
  ],
  'policies view': ['chainctl policies view my-policy'],
  'policies edit': ['EDITOR=nano chainctl policies edit my-policy'],
  'policies update': ['chainctl policies update my-policy -d "for all of us"'],
  'policies delete': [
    'chainctl policies delete my-policy',
    'chainctl policies delete --group my-team --recursive -y',
  ],
  'policies validate': [
    'chainctl policies validate -f policy.yaml',
    'chainctl policies validate -f policies/ -R -o github',
  ],
  'policies test': [
    'chainctl policies test -f policy.yaml --image ghcr.io/acme/app:v1',
    'chainctl policies test -f policies/ --resource deployment.yaml -o json',
    'chainctl policies test -f policy.yaml --image ghcr.io/acme/app:v1 --offline',
  ],
  'images describe': [
    'chainctl images describe ghcr.io/acme/app:v1',
    'chainctl images describe ghcr.io/acme/app:v1 -o json',
  ],
  'cluster install': [
    'chainctl cluster install --group my-team',
    'chainctl cluster install --group my-team --context kind-kind --private -y',
    'chainctl cluster install --invite-code CODE --profiles observer',
    'chainctl cluster install --skip-invite --https-proxy http://proxy.example.com:3128 --no-proxy .corp.example.com',
  ],
  'cluster uninstall': ['chainctl cluster uninstall', 'chainctl cluster uninstall --purge'],
  'cluster doctor': ['chainctl cluster doctor'],
  'cluster print-config': ['chainctl cluster print-config --private > enforce.yaml'],
  'cluster list': [
    'chainctl cluster ls',
    'chainctl cluster ls --group my-team --active-within 24h',
  ],
  'cluster describe': ['chainctl cluster describe my-cluster'],
  'cluster update': ['chainctl cluster update my-cluster -n production'],
  'cluster delete': [
    'chainctl cluster delete my-cluster',
    'chainctl cluster delete --inactive 168h -y',
  ],
  'cluster open': ['chainctl cluster open my-cluster'],
  'images verify': [
    'chainctl images verify ghcr.io/acme/app:v1',
    'chainctl images verify ghcr.io/acme/app:v1 --key cosign.pub',
    'chainctl images verify ghcr.io/acme/app:v1 --tuf-mirror https://tuf.example.com --tuf-root root.json',
  ],
  'policies versions list': ['chainctl policies versions list my-policy'],
  'policies versions view': ['chainctl policies versions view my-policy v1'],
  'policies versions diff': ['chainctl policies versions diff my-policy v1 v2'],
  'policies versions activate': ['chainctl policies versions activate my-policy v1'],
  'events list': ['chainctl events list my-org --since 24h -o wide'],
  'events subscriptions create': [
    'chainctl events subscriptions create --group my-org https://hooks.example.com/enforce',
  ],
  'events subscriptions list': ['chainctl events subscriptions list my-org'],
  'events subscriptions delete': ['chainctl events subscriptions delete ID -y'],
  'config view': ['chainctl config view', 'chainctl config view --diff'],
  'config set': ['chainctl config set default.group=my-team'],
  'config unset': ['chainctl config unset default.group'],
  'config save': ['chainctl --api https://enforce.example.com config save'],
  'config edit': ['chainctl config edit'],
  'config reset': ['chainctl config reset -y'],
  'config validate': ['chainctl config validate'],
  completion: [
    'source <(chainctl completion bash)',
    'source <(chainctl completion zsh)',
    'chainctl completion fish > ~/.config/fish/completions/chainctl.fish',
  ],
  update: ['chainctl update', 'chainctl update --force'],
  version: ['chainctl version', 'chainctl version -o json'],
};

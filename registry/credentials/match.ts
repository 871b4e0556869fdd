// SPDX-License-Identifier: Apache-2.0

/** The names under which Docker Hub's credentials are kept. */
const hubNames = new Set(['docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);

/**
 * The entry that fits a repository (`host/path`), as Kubernetes and Docker choose it: `*` in a name
 * stands for a part of one label, ports are equal, the path is a beginning of the repository's; the
 * longest path wins, and a plain host before one with stars. A path ends where a segment does:
 * credentials for `host/team` are not for `host/team-evil`, whom the kubelet would show them too.
 */
export function entryFor<Entry>(
  entries: ReadonlyMap<string, Entry>,
  repository: string,
): Entry | undefined {
  const wanted = placeOf(repository);
  const fitting = [...entries]
    .map(([name, entry]) => ({ place: placeOf(name), entry }))
    .filter(({ place }) => hostFits(place.host, wanted.host) && pathFits(place.path, wanted.path))
    .sort((a, b) => b.place.path.length - a.place.path.length || stars(a) - stars(b));
  return fitting[0]?.entry;
}

interface Place {
  host: string;
  path: string;
}

/** Host and path of an entry's name, which may be a URL with the version of an API. */
function placeOf(name: string): Place {
  const bare = name.replace(/^https?:\/\//i, '');
  const slash = bare.indexOf('/');
  const host = (slash === -1 ? bare : bare.slice(0, slash)).toLowerCase();
  const path = slash === -1 ? '' : bare.slice(slash).replace(/^\/v[12](?=\/|$)/, '');
  return { host: hubNames.has(host) ? 'index.docker.io' : host, path: path.replace(/\/+$/, '') };
}

const stars = ({ place }: { place: Place }): number => place.host.split('*').length - 1;

const pathFits = (beginning: string, path: string): boolean =>
  path === beginning || path.startsWith(`${beginning}/`);

function hostFits(glob: string, host: string): boolean {
  if (!glob.includes('*')) return glob === host;
  const [globName = '', globPort] = glob.split(':');
  const [name = '', port] = host.split(':');
  const labels = name.split('.');
  const globs = globName.split('.');
  return (
    globPort === port &&
    globs.length === labels.length &&
    globs.every((each, position) => labelFits(each, labels[position] ?? ''))
  );
}

/** Whether the label fits a glob with any number of stars, in time linear in both. */
function labelFits(glob: string, label: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  if (rest.length === 0) return glob === label;
  const last = rest.pop() ?? '';
  if (!label.startsWith(first) || !label.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = label.indexOf(part, from);
    if (found === -1) return false;
    from = found + part.length;
  }
  return from <= label.length - last.length;
}

// SPDX-License-Identifier: Apache-2.0
import type { Demand } from '../evidence/demand.ts';
import type { Trust } from '../evidence/trust.ts';
import type { ByIdentity, Signed, TrustName } from './compiled.ts';
import { defaultFulcio } from './defaulted.ts';

/** Whom to believe: the default root, and the TrustRoots of the cluster by name. */
export interface Trusts {
  default: Trusted;
  named: ReadonlyMap<string, Trusted>;
}

/** A trust root in effect; or why there is none. */
export type Trusted = { trust: Trust } | { fault: string };

/**
 * What the authority demands of cryptography, of this trust. Without a word about logs, keyless wants
 * an entry in the log of its trust root, if that has one, and a key wants none.
 * @throws Error for a trust root that is not there, or a CA that is not one of its
 */
export function demandOf({ by, log, timestamp }: Signed, trusts: Trusts): Demand {
  const root = (name: TrustName): Trust => {
    const found = name === undefined ? trusts.default : trusts.named.get(name);
    if (found === undefined) throw new Error(`TrustRoot "${name}" is missing`);
    if ('trust' in found) return found.trust;
    throw new Error(
      `${name === undefined ? 'the default trust root' : `TrustRoot "${name}"`}: ${found.fault}`,
    );
  };
  const own = by.kind === 'keyless' ? root(by.trust) : undefined;
  const logged = logOf(log, own, root);
  return {
    signer:
      by.kind === 'key'
        ? { kind: 'key', keys: [...by.keys] }
        : { kind: 'keyless', ca: issuing(by, root(by.trust)), ignoreSct: by.ignoreSct },
    log: logged === undefined ? { mode: 'ignored' } : { mode: 'required', trust: logged },
    timestamp: timestampOf(timestamp, own ?? logged, root),
  };
}

function logOf(
  log: Signed['log'],
  own: Trust | undefined,
  root: (name: TrustName) => Trust,
): Trust | undefined {
  if (log.mode === 'required') return root(log.trust);
  return log.mode === 'default' && own !== undefined && own.material.tlogs.length > 0
    ? own
    : undefined;
}

function timestampOf(
  timestamp: Signed['timestamp'],
  proving: Trust | undefined,
  root: (name: TrustName) => Trust,
): Demand['timestamp'] {
  if (timestamp.mode === 'required') return { mode: 'required', trust: root(timestamp.trust) };
  return proving === undefined ? { mode: 'ignored' } : { mode: 'accepted', trust: proving };
}

/** The root with those of its CAs alone that the URL names; sigstore's own URL names the whole root. */
function issuing({ url, trust: name }: ByIdentity, trust: Trust): Trust {
  const bare = (text: string) => text.replace(/\/$/, '');
  if (bare(url) === defaultFulcio) return trust;
  const named = trust.certificateAuthorities.map((each) => bare(each) === bare(url));
  if (!named.includes(true)) {
    const root = name === undefined ? 'the default trust root' : `TrustRoot "${name}"`;
    throw new Error(`keyless.url ${url} names no certificate authority of ${root}`);
  }
  const certificateAuthorities = trust.material.certificateAuthorities.filter(
    (_each, index) => named[index] === true,
  );
  return {
    certificateAuthorities: trust.certificateAuthorities.filter((_each, index) => named[index]),
    material: { ...trust.material, certificateAuthorities },
  };
}

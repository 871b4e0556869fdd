// SPDX-License-Identifier: Apache-2.0
import type { PublicKey } from '../evidence/public-key.ts';
import type { Format } from '../evidence/verification.ts';
import type { Glob } from './glob.ts';
import type { CompiledIdentity } from './identity.ts';
import type { Rule } from './rules/rule.ts';

/** The policies in force, and what becomes of an image that none of them covers. */
export interface PolicySet {
  policies: readonly CompiledPolicy[];
  noMatch: NoMatch;
}

/** What becomes of an image that no policy covers. */
export type NoMatch = 'deny' | 'allow' | 'warn';

/** A ClusterImagePolicy, ready to decide. It is there whatever the document holds. */
export interface CompiledPolicy {
  name: string;
  mode: 'enforce' | 'warn';
  /** What it covers; `everything` where that cannot be told. */
  globs: readonly Glob[] | 'everything';
  /** The objects to which it is limited; empty for none. */
  match: readonly CompiledMatch[];
  authorities: readonly CompiledAuthority[];
  /** What has to hold besides, about what the authorities found. */
  rule?: CompiledPolicyRule;
  /** Why it cannot be met by anything: with any entry it denies what it covers. */
  broken: readonly string[];
}

/** A rule in Rego or CUE. */
export interface CompiledRule {
  type: string;
  rule: Rule;
}

/** A rule on a whole policy, and what it wants to know of the object that wants to run the image. */
export interface CompiledPolicyRule extends CompiledRule {
  wants: { spec: boolean; metadata: boolean; typemeta: boolean };
}

/** The objects of one resource. */
export interface CompiledMatch {
  group: string;
  version: string;
  /** In lower case, plural. */
  resource: string;
  selects: (labels: Labels) => boolean;
}

export type Labels = { readonly [name: string]: string };

/** One way of meeting a policy. */
export interface CompiledAuthority {
  name: string;
  way: Static | Signed;
}

/** A decision without looking. */
export interface Static {
  kind: 'static';
  action: 'pass' | 'fail';
  message: string;
}

/** A decision by who signed. */
export interface Signed {
  kind: 'signed';
  by: ByKey | ByIdentity;
  log: { mode: 'required'; trust: TrustName } | { mode: 'ignored' } | { mode: 'default' };
  timestamp: { mode: 'required'; trust: TrustName } | { mode: 'default' };
  /** The formats that count. */
  formats: readonly Format[];
  source: CompiledSource;
  /** What must be attested; empty: the image itself must be signed. */
  attestations: readonly CompiledAttestation[];
}

export interface ByKey {
  kind: 'key';
  keys: readonly PublicKey[];
}

export interface ByIdentity {
  kind: 'keyless';
  /** Empty: anybody. */
  identities: readonly CompiledIdentity[];
  trust: TrustName;
  /** The CA's URL: one of the trust root's, or sigstore's own, which names the root itself. */
  url: string;
  ignoreSct: boolean;
}

/** The name of a TrustRoot; undefined for the default one. */
export type TrustName = string | undefined;

/** Where signatures are, if not beside the image, and with whose credentials they are read. */
export interface CompiledSource {
  oci: string | undefined;
  tagPrefix: string | undefined;
  pullSecrets: readonly string[];
}

export interface CompiledAttestation {
  name: string;
  /** As the policy has it, perhaps a short name. */
  type: string;
  predicateType: string;
  /** What has to hold of the statement. */
  rule?: CompiledRule;
}

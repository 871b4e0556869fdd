// SPDX-License-Identifier: Apache-2.0
import type { Fault } from '../errors.ts';
import type { Authority, ClusterImagePolicySpec } from './cluster-image-policy.ts';
import { looksLikeHost } from './reference.ts';

/** What is allowed and yet cannot mean what it says, each with the cure. */
export function lint(spec: ClusterImagePolicySpec): Fault[] {
  const authorities = spec.authorities ?? [];
  return [
    ...(spec.images ?? []).flatMap(({ glob }, index) =>
      lintGlob(glob ?? '', `spec.images[${index}].glob`),
    ),
    ...authorities.flatMap((each, index) => lintAuthority(each, `spec.authorities[${index}]`)),
    ...lintNames(authorities),
    ...(spec.match ?? []).flatMap(({ resource, version }, index) =>
      resource && !version
        ? [
            warn(
              `spec.match[${index}]`,
              'without a version it matches nothing upstream; add version: "v1" (or "*")',
            ),
          ]
        : [],
    ),
    ...(spec.policy === undefined ? [] : [notEvaluated('spec.policy')]),
  ];
}

const warn = (place: string, fault: string): Fault => ({ place, fault });

function lintGlob(glob: string, at: string): Fault[] {
  const [host = '', ...rest] = glob.split('/');
  const stars = rest.join('/');
  if (looksLikeHost(host) && host !== 'index.docker.io' && stars === '*') {
    return [
      warn(
        at,
        `"${glob}" covers one path segment only: ${host}/a, but not ${host}/a/b; "${host}/**" covers all of ${host}`,
      ),
    ];
  }
  if (/[a-z0-9]\*{1,2}$/.test(glob) && !glob.endsWith('/**')) {
    return [
      warn(
        at,
        `"${glob}" also covers names that only begin so, such as ${glob.replace(/\*+$/, '')}-evil`,
      ),
    ];
  }
  return [];
}

function lintAuthority(authority: Authority, at: string): Fault[] {
  const { keyless, signatureFormat, attestations } = authority;
  const faults: Fault[] = [];
  if (keyless !== undefined && (keyless.identities?.length ?? 0) === 0) {
    faults.push(
      warn(
        `${at}.keyless.identities`,
        'nobody is named: anybody whom the CA gives a certificate may sign',
      ),
    );
  }
  (keyless?.identities ?? []).forEach((identity, index) => {
    for (const field of ['issuerRegExp', 'subjectRegExp'] as const) {
      faults.push(
        ...lintExpression(identity[field] ?? '', `${at}.keyless.identities[${index}].${field}`),
      );
    }
  });
  if (keyless?.insecureIgnoreSCT === true) {
    faults.push(
      warn(`${at}.keyless.insecureIgnoreSCT`, 'certificates that no log has seen are believed'),
    );
  }
  if (signatureFormat !== undefined && !['', 'legacy', 'bundle'].includes(signatureFormat)) {
    faults.push(
      warn(
        `${at}.signatureFormat`,
        `"${signatureFormat}" is neither legacy nor bundle, and read as legacy`,
      ),
    );
  }
  (attestations ?? []).forEach(({ policy }, index) => {
    if (policy !== undefined) faults.push(notEvaluated(`${at}.attestations[${index}].policy`));
  });
  return faults;
}

const notEvaluated = (at: string): Fault =>
  warn(at, 'Rego and CUE are not evaluated yet: what this policy covers is denied');

function lintExpression(pattern: string, at: string): Fault[] {
  if (pattern === '') return [];
  if (/^\^?(\.\*|\.\+)\$?$/.test(pattern)) return [warn(at, `"${pattern}" matches everybody`)];
  if (/\([^)]*[*+][^)]*\)[*+]/.test(pattern)) {
    return [
      warn(at, `"${pattern}" repeats a repetition; other engines take exponential time for it`),
    ];
  }
  if (/(?<!\\)\.(?![*+?{])/.test(pattern)) {
    return [warn(at, `a bare . in "${pattern}" matches any character; write \\. for a dot`)];
  }
  if (!pattern.startsWith('^') && !pattern.startsWith('.*')) {
    return [
      warn(
        at,
        `"${pattern}" has no anchors; here it must match the whole value, upstream any part of it: write ^…$`,
      ),
    ];
  }
  return [];
}

function lintNames(authorities: Authority[]): Fault[] {
  const seen = new Set<string>();
  return authorities.flatMap(({ name }, index) => {
    const twice = name !== undefined && name !== '' && seen.has(name);
    if (name) seen.add(name);
    return twice
      ? [
          warn(
            `spec.authorities[${index}].name`,
            `"${name}" names two authorities; one would hide the other's result`,
          ),
        ]
      : [];
  });
}

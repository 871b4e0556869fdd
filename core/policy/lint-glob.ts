// SPDX-License-Identifier: Apache-2.0
import { globFault } from './glob.ts';
import { looksLikeHost } from './reference.ts';

/** What the glob seems to say and does not, each with the cure. */
export function lintGlob(glob: string): string[] {
  if (glob === '' || globFault(glob) !== undefined) return [];
  const [host = '', ...segments] = glob.split('/');
  const path = segments.join('/');
  if (host === 'docker.io') {
    return [`covers nothing: Docker Hub's canonical name is index.docker.io/${path}; write that`];
  }
  if (host === 'index.docker.io' && path === '*') {
    return [
      `"${glob}" covers nothing: names there have two segments at least, such as ${host}/library/ubuntu; "${host}/**" covers all of ${host}`,
    ];
  }
  if (looksLikeHost(host) && path === '*') {
    return [
      `"${glob}" covers one path segment only: ${host}/a, but not ${host}/a/b; "${host}/**" covers all of ${host}`,
    ];
  }
  if (!glob.includes('@') && (segments.at(-1) ?? host).includes(':')) {
    const repository = glob.slice(0, glob.lastIndexOf(':'));
    return [
      `"${glob}" names a tag, but images are judged by digest, and the tag is gone by then; "${repository}" covers them all`,
    ];
  }
  if (/[a-z0-9]\*{1,2}$/.test(glob)) {
    const stem = glob.replace(/\*{1,2}$/, '');
    return [`"${glob}" also covers names that only begin so, such as ${stem}-evil`];
  }
  return [];
}

// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPolicyFile } from './document.ts';
import { storedDocument } from './stored.ts';

/** As the walkthrough has it, byte for byte: the second glob stands between typographic quotes. */
const walkthrough = `apiVersion: policy.sigstore.dev/v1alpha1
kind: ClusterImagePolicy
metadata:
  name: sample-policy
spec:
  images:
  - glob: "gcr.io/chainguard-demo/*"
  - glob: \u201cttl.sh/*\u201d
  - glob: "index.docker.io/*"
  - glob: "index.docker.io/*/*"
  authorities:
  - keyless:
      url: https://fulcio.sigstore.dev
`;

const policy = (spec: string, version = 'v1beta1', name = 'sample') =>
  `apiVersion: policy.sigstore.dev/${version}
kind: ClusterImagePolicy
metadata:
  name: ${name}
spec:
${spec.replaceAll(/^/gm, '  ')}
`;
const pass = 'images: [{glob: "**"}]\nauthorities: [{static: {action: pass}}]';
const said = (text: string) => {
  const { faults } = readPolicyFile(text);
  return faults.map(({ line, column, fault }) => `${line}:${column} ${fault}`);
};

test('the walkthrough’s policy is taken, with a warning for each thing that does not mean what it says', () => {
  const { documents, faults, warnings } = readPolicyFile(walkthrough);
  expect(faults).toEqual([]);
  const [document] = documents;
  if (document?.kind !== 'ClusterImagePolicy') throw new Error('no policy was read');
  expect(document.spec.images?.map(({ glob }) => glob)).toEqual([
    'gcr.io/chainguard-demo/*',
    'ttl.sh/*',
    'index.docker.io/*',
    'index.docker.io/*/*',
  ]);
  expect(document.text).toBe(walkthrough.replaceAll(/[\u201c\u201d]/g, '"'));
  expect(warnings.map(({ line, column, fault }) => `${line}:${column} ${fault}`)).toEqual([
    '8:11 \u201c (U+201C) is a typographic quote, which YAML takes for text; removed, write " instead',
    '8:5 "ttl.sh/*" covers one path segment only: ttl.sh/a, but not ttl.sh/a/b; "ttl.sh/**" covers all of ttl.sh',
    '9:5 "index.docker.io/*" covers nothing: names there have two segments at least, such as index.docker.io/library/ubuntu; "index.docker.io/**" covers all of index.docker.io',
    '12:5 nobody is named: anybody whom the CA gives a certificate may sign',
  ]);
});

test('a fault in a rule is told at its line and column in the file', () => {
  const rule = 'package sigstore\n\nisCompliant {\n  x := http.send({})\n}\n';
  const spec = (text: string) =>
    `images: [{glob: "**"}]\nauthorities: [{static: {action: pass}}]\npolicy:\n  type: rego\n  data: ${text}`;
  const block = policy(spec(`|\n    ${rule.replaceAll('\n', '\n    ')}`));
  const fault = 'there is no function http.send here: such a policy denies what it covers';
  const found = readPolicyFile(block).warnings;
  expect(found).toEqual([{ place: 'spec.policy.data', fault, line: 14, column: 14 }]);
  expect(block.split('\n')[13]?.slice(13)).toBe('http.send({})');
  const [inline] = readPolicyFile(policy(spec(JSON.stringify(rule)))).warnings;
  expect(inline).toEqual({ place: 'spec.policy.data', fault, line: 10, column: 5 });
});

test.each(['v1alpha1', 'v1beta1'])('version %s is taken', (version) => {
  expect(readPolicyFile(policy(pass, version))).toMatchObject({ faults: [], warnings: [] });
});

test('a version that there is not is refused', () => {
  expect(said(policy(pass, 'v1'))).toEqual([
    '2:1 unknown type: policy.sigstore.dev/v1 ClusterImagePolicy',
  ]);
});

test('everything wrong is said at once, each at its line and column', () => {
  const spec =
    'images:\n- glob: "["\n  tag: v1\nauthorities:\n- keyles: {}\n- static: {action: maybe}\nmood: warn';
  expect(said(policy(spec))).toEqual([
    '8:5 unknown field "tag"',
    '10:5 unknown field "keyles"',
    '12:3 unknown field "mood"',
  ]);
  expect(said(policy('images:\n- glob: "["\nauthorities:\n- static: {action: maybe}'))).toEqual([
    '7:5 invalid value: [: spec.images[0].glob\nglob is invalid: syntax error in pattern',
    '9:14 invalid value: maybe: spec.authorities[0].static.action\nunsupported action',
  ]);
});

test('a field unknown outside the spec is refused as well', () => {
  const odd = `metadat: {}\n${policy(pass).replace('  name: sample', '  name: sample\n  nmespace: x')}`;
  expect(said(odd)).toEqual(['6:3 unknown field "nmespace"', '1:1 unknown field "metadat"']);
});

test('what kubectl get prints is taken', () => {
  const got = policy(pass).replace(
    '  name: sample',
    '  name: sample\n  uid: abc\n  generation: 2\n  resourceVersion: "7"\n  creationTimestamp: "2026-01-01T00:00:00Z"',
  );
  expect(said(`${got}status: {conditions: []}\n`)).toEqual([]);
});

test('several documents of a file are read, and a fault in one of them is told by its line', () => {
  const file = `# all of ours\n---\n${policy(pass, 'v1alpha1', 'one')}---\n---\n${policy(pass, 'v1beta1', 'two')}`;
  expect(readPolicyFile(file).documents.map(({ name }) => name)).toEqual(['one', 'two']);
  expect(said(`${file}---\n${policy('images: 7')}`)).toEqual([
    '25:3 Invalid input: expected array, received number',
  ]);
});

test('a name of two authorities, one tag too many, no document at all', () => {
  expect(said('')).toEqual(['undefined:undefined document is required to create policy']);
  expect(said('a: 1\na: 2')).toEqual(['2:1 has two fields of one name']);
  expect(said('- a')).toEqual(['1:1 Invalid input: expected object, received array']);
});

test('the text that is kept says the same as the file, whatever stands around its documents', () => {
  const key = '-----BEGIN PUBLIC KEY-----';
  const lines = fc.array(
    fc.constantFrom('# a comment', '', '---', '--- # again', '...', '# \u201cquoted\u201d'),
    { maxLength: 4 },
  );
  const globs = fc.array(
    fc.constantFrom(
      '\u201c**\u201d',
      '\u2018*\u2019',
      '\u201c123\u201d',
      '"\u201ca/*\u201d"',
      "'\u201cb\u201d'",
      '"\\u201cc\\u201d"',
      '\u201c@d\u201d',
    ),
    { minLength: 1, maxLength: 3 },
  );
  const ends = fc.constantFrom('', '\n', '\n\n', ' # end', '\n...\n', '\n---\n');
  fc.assert(
    fc.property(
      lines,
      globs,
      ends,
      lines,
      fc.constantFrom('\n', '\r\n'),
      (before, texts, end, after, line) => {
        const images = texts.map((text) => `  - glob: ${text}`).join('\n');
        const whole = `${policy(`images:\n${images}\nauthorities:\n- static:\n    action: fail\n    message: ${key}`).trimEnd()}${end}`;
        const file = `${[...before, ''].join('\n')}---\n${whole}\n${after.join('\n')}`;
        const read = storedDocument(file.replaceAll('\n', line));
        if (!read.ok) throw new Error(JSON.stringify(read.faults));
        const { text } = read.document;
        const specs = [whole, text].map((each) =>
          readPolicyFile(each).documents.map((found) => 'spec' in found && found.spec),
        );
        expect(specs[1]).toEqual(specs[0]);
        expect(storedDocument(text)).toMatchObject({ ok: true, document: { text } });
      },
    ),
  );
});

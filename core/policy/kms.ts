// SPDX-License-Identifier: Apache-2.0

const providers = ['awskms://', 'azurekms://', 'hashivault://', 'gcpkms://'];
const keyId = '(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|mrk-[0-9a-f]{32})';
const arn = 'arn:(?:aws|aws-us-gov|aws-cn):kms:[a-z0-9-]+:\\d{12}:';
const awsForm = new RegExp(
  `^awskms://[^/]*/(?:${keyId}|${arn}key/${keyId}|alias/.*|${arn}alias/.*)$`,
);

/** Why the text is no reference to a key of a KMS, in upstream's words; undefined if it is one. */
export function kmsFault(text: string): string | undefined {
  if (!providers.some((prefix) => text.startsWith(prefix))) {
    return `malformed KMS format, should be prefixed by any of the supported providers: [${providers.join(' ')}]`;
  }
  return text.startsWith('awskms://') ? awsFault(text) : undefined;
}

function awsFault(text: string): string | undefined {
  const [, , endpoint = '', key] = text.split('/');
  if (key === undefined) {
    return "malformed AWS KMS format 'awskms://$ENDPOINT/$KEYID', should be conformant with KMS standard documented here: https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id";
  }
  if (!awsForm.test(text) || endpoint.startsWith('arn:')) {
    return 'kms key should be in the format awskms://[ENDPOINT]/[ID/ALIAS/ARN] (endpoint optional)';
  }
  if (endpoint !== '') {
    const colons = endpoint.split(':').length - 1;
    if (colons !== 1) {
      const why = colons === 0 ? 'missing port in address' : 'too many colons in address';
      return `malformed endpoint: address ${endpoint}: ${why}`;
    }
  }
  return key.startsWith('arn:')
    ? undefined
    : 'failed to parse either key or alias arn: arn: invalid prefix';
}

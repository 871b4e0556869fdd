// SPDX-License-Identifier: Apache-2.0

const anchored = 'an expression must match the whole value: half of one may be anybody’s';
const anybody = 'keyless without identities is accepted, with a warning: the walkthrough has it';

/** The cases in which we differ from upstream on purpose, and why. */
export const departures: Record<string, string> = {
  'glob-052': 'a glob without a registry means Docker Hub, as the walkthrough says',
  'cip-021': anybody,
  'cip-023': anybody,
  'cip-024': anybody,
  'cip-106':
    'typographic quotes around a value are removed with a warning: the walkthrough has them',
  'fixture-029': anybody,
  'identity-018': anchored,
  'identity-021': anchored,
  'eval-026': 'bundles work for keys as well',
  'eval-029': 'a policy without authorities can be met by nothing, and so denies',
};

/** The cases that are no matter of the rules in core, and what they are a matter of. */
export const elsewhere: Record<string, string> = {
  'trustroot-013': 'a webhook is asked about specs, never about a status',
  'eval-025': 'registry/ reads with the credentials that there are; a decision knows of none',
};

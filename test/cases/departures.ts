// SPDX-License-Identifier: Apache-2.0

const anybody = 'keyless without identities is accepted, with a warning: the walkthrough has it';

/** The cases in which we differ from upstream on purpose, and why. */
export const departures: Record<string, string> = {
  'glob-052': 'a glob without a registry means Docker Hub, as the walkthrough says',
  'cip-021': anybody,
  'cip-023': anybody,
  'cip-024': anybody,
};

// SPDX-License-Identifier: Apache-2.0

/** One thing that a registry held for an image's digest, as bytes: nothing in it is believed yet. */
export type Found =
  /** A layer of cosign's `.sig` or `.att` manifest, or of an OCI 1.1 referrer in that form. */
  | {
      kind: 'layer';
      use: 'signature' | 'attestation';
      /** `sha256:…` of the layer. */
      digest: string;
      mediaType: string;
      payload: Uint8Array;
      annotations: { [name: string]: string };
    }
  /** A sigstore bundle (JSON), found through the referrers API or its fallback tag. */
  | { kind: 'bundle'; digest: string; bytes: Uint8Array };

/** Why something could not be read: never to be taken for its absence. */
export interface Trouble {
  reason: 'unreachable' | 'refused' | 'rate-limited' | 'malformed' | 'too-large';
  /** What was asked for, e.g. `ghcr.io/acme/app:sha256-….sig`. */
  place: string;
  /** A sentence for people, without tokens and bodies. */
  message: string;
  /** The moment before which it is not asked for again, where the registry asks to be left alone. */
  until?: string;
}

/** Everything that was found for one digest at one place. */
export interface Evidence {
  /** `sha256:…` of the image (or index) that the evidence is about. */
  digest: string;
  /** Where it was looked for: a repository in canonical form, and cosign's tag prefix. */
  source: { repository: string; tagPrefix: string };
  found: Found[];
  /** With any entry, what was not found may be there all the same. */
  trouble: Trouble[];
}

// SPDX-License-Identifier: Apache-2.0

/** Who speaks to an API server, and by what it is believed. */
export interface Access {
  /** The server's URL without a slash at the end. */
  server: string;
  /** The name of the kubeconfig's context; undefined inside a cluster. */
  context: string | undefined;
  /** The namespace of the context or of the pod; `default` where none is named. */
  namespace: string;
  /** Certificates of the authorities of the server, PEM; undefined for the system's own. */
  ca: string | undefined;
  /** The name that the server's certificate must have, where it is not the URL's host. */
  serverName: string | undefined;
  /** The server's certificate is not looked at: the kubeconfig says so. */
  insecure: boolean;
  /** What to show now. It may run a plugin, and is kept as long as it is valid. @throws Failure */
  credential: () => Promise<Credential>;
  /** The server did not accept what was shown: the next credential is a new one. */
  refused: () => void;
}

/** What the server is shown: a header, a client certificate, both, or neither. */
export interface Credential {
  authorization?: string;
  certificate?: { cert: string; key: string };
}

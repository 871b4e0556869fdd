// SPDX-License-Identifier: Apache-2.0

/** A kind of machine that chainctl is built for. */
export interface Target {
  /** The name of the download: what `uname -s` and `uname -m` say there. */
  file: string;
  /** What bun calls it. */
  bun: string;
  /** What `chainctl version` calls it. */
  name: string;
}

export const targets: Target[] = [
  { file: 'chainctl_Linux_x86_64', bun: 'bun-linux-x64', name: 'linux/amd64' },
  { file: 'chainctl_Linux_aarch64', bun: 'bun-linux-arm64', name: 'linux/arm64' },
  { file: 'chainctl_Darwin_x86_64', bun: 'bun-darwin-x64', name: 'darwin/amd64' },
  { file: 'chainctl_Darwin_arm64', bun: 'bun-darwin-arm64', name: 'darwin/arm64' },
  { file: 'chainctl_Windows_x86_64.exe', bun: 'bun-windows-x64', name: 'windows/amd64' },
];

/** The target of the machine that runs this; undefined where chainctl is not built for it. */
export const ownTarget = (): Target | undefined => {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return targets.find(({ bun }) => bun === `bun-${system}-${process.arch}`);
};

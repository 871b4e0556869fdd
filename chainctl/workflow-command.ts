// SPDX-License-Identifier: Apache-2.0

/** The commands with which a step of GitHub Actions says something about its run. */
export type Annotation = 'error' | 'warning' | 'notice';

/**
 * A line by which GitHub Actions marks a place or a run: `::error file=a.yaml,line=3::what is wrong`
 * ("Workflow commands for GitHub Actions"). What is undefined or empty is left out.
 */
export function workflowCommand(
  command: Annotation | 'add-mask' | 'debug',
  properties: Record<string, string | number | undefined>,
  message: string,
): string {
  const given = Object.entries(properties).filter(
    ([, value]) => value !== undefined && value !== '',
  );
  const listed = given.map(([name, value]) => `${name}=${property(String(value))}`).join(',');
  return `::${command}${listed === '' ? '' : ` ${listed}`}::${data(message)}`;
}

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

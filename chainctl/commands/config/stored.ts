// SPDX-License-Identifier: Apache-2.0
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseDocument } from 'yaml';
import type { App } from '../../app.ts';
import { parse } from '../../config-file.ts';
import { settingsFile } from '../../settings.ts';

/** Where the settings lie. */
export const fileOf = (app: App): string => settingsFile(app.flags(), app.env);

/** The text of the file; empty where there is none. */
export const textOf = async (app: App): Promise<string> =>
  readFile(fileOf(app), 'utf8').catch(() => '');

/** Writes the text, once it is as it should be. @throws Failure INVALID_ARGUMENT */
export async function store(app: App, text: string): Promise<void> {
  const file = fileOf(app);
  parse(text, file);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Changes one value in the file and leaves the rest, comments included, as it is. */
export async function change(app: App, key: string, value: unknown): Promise<void> {
  const document = parseDocument((await textOf(app)) || '{}');
  const path = key.split('.');
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, value);
  const flow = document.contents;
  if (flow !== null && 'flow' in flow) flow.flow = false;
  await store(app, document.toString());
}

// SPDX-License-Identifier: Apache-2.0
// Writes the pages of the reference: npm run reference
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { apiPage } from './reference/api.ts';
import { chainctlPage } from './reference/chainctl.ts';

const folder = fileURLToPath(new URL('../docs/reference/', import.meta.url));
await writeFile(`${folder}chainctl.md`, `${await chainctlPage()}\n`);
await writeFile(`${folder}api.md`, `${apiPage()}\n`);

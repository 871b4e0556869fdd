// SPDX-License-Identifier: Apache-2.0
import { config } from 'zod';

// zod compiles a function for each schema at its first use, which pays off after many. A command line
// uses most of its schemas once. (Not in main.ts: --help and version load no zod at all.)
config({ jitless: true });

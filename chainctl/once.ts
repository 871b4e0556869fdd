// SPDX-License-Identifier: Apache-2.0
import { config } from 'zod';

// zod compiles a function for each schema at its first use, which pays off after many. A command line
// uses most of its schemas once.
config({ jitless: true });

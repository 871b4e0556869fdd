// SPDX-License-Identifier: Apache-2.0
import { config } from 'zod';

// The page may not make code from text (content security policy), so zod need not try. This stands
// before everything that makes schemas.
config({ jitless: true });

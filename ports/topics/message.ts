// SPDX-License-Identifier: Apache-2.0
import { Failure, type Fault } from '../../core/errors.ts';
import type { Message } from './port.ts';

/** Where a broker that gives ids of its own carries ours. */
export const idAttribute = 'id';

const name = /^(?!goog|CloudPubSub|id$)[A-Za-z][\w.-]{0,99}$/;
const longestValue = 1024;
const mostAttributes = 50;
const largestData = 4 * 1024 * 1024;

/** Refuses what one adapter would take and another would not. @throws Failure INVALID_ARGUMENT with every fault */
export function checkMessage({ id, attributes, data }: Message): void {
  const entries = Object.entries(attributes);
  const faults: Fault[] = [
    ...(id === '' ? [{ fault: 'is empty', place: 'id' }] : valueFaults(id, 'id')),
    ...entries.flatMap(([key, value]) => [
      ...(name.test(key) ? [] : [{ fault: 'cannot name an attribute', place: key.slice(0, 100) }]),
      ...valueFaults(value, `attributes.${key.slice(0, 100)}`),
    ]),
    ...(entries.length > mostAttributes
      ? [{ fault: `has more than ${mostAttributes}`, place: 'attributes' }]
      : []),
    ...(data.byteLength > largestData
      ? [{ fault: `is larger than ${largestData} bytes`, place: 'data' }]
      : []),
  ];
  if (faults.length === 0) return;
  throw new Failure('INVALID_ARGUMENT', 'the message cannot be published', { faults });
}

function valueFaults(value: string, place: string): Fault[] {
  if (!value.isWellFormed()) return [{ fault: 'is not well-formed Unicode', place }];
  if (Buffer.byteLength(value) <= longestValue) return [];
  return [{ fault: `is longer than ${longestValue} bytes`, place }];
}

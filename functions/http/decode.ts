// SPDX-License-Identifier: Apache-2.0
import type { Endpoint } from '../../core/api/endpoint.ts';
import { Failure, type Fault } from '../../core/errors.ts';

/** The parts of an HTTP request that hold fields. */
export interface Parts {
  path: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
}

/**
 * The request as one object of the shape that the endpoint declares.
 * @throws Failure INVALID_ARGUMENT with every fault and its field
 */
export function decode(endpoint: Endpoint, parts: Parts): unknown {
  const faults: Fault[] = [];
  // Without a prototype, `__proto__` and `constructor` are names like any other.
  const gathered: Record<string, unknown> = Object.assign(Object.create(null), parts.path);
  for (const [name, value] of parts.query) {
    if (name in gathered) faults.push({ place: name, fault: 'is given twice' });
    else gathered[name] = value;
  }
  for (const [name, value] of Object.entries(bodyFields(endpoint, parts.body))) {
    if (!(name in gathered)) gathered[name] = value;
    else if (gathered[name] !== value) faults.push({ place: name, fault: 'differs from the URL' });
  }
  const parsed = endpoint.request.safeParse(gathered);
  for (const issue of parsed.error?.issues ?? []) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys)
        faults.push({ place: pathOf([...issue.path, key]), fault: 'is not a field here' });
    } else faults.push({ place: pathOf(issue.path), fault: issue.message });
  }
  if (parsed.success && faults.length === 0) return parsed.data;
  throw refusal(faults);
}

function bodyFields(endpoint: Endpoint, body: unknown): Record<string, unknown> {
  if (endpoint.body === undefined) return {};
  if (endpoint.body !== '*') return { [endpoint.body]: body };
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw refusal([{ place: 'body', fault: 'must be an object' }]);
}

/** `a.b[0].c` */
const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');

function refusal(faults: Fault[]): Failure {
  const [first] = faults;
  const message =
    faults.length === 1 && first !== undefined
      ? `${first.place ?? 'the request'}: ${first.fault}`
      : `the request has ${faults.length} faults`;
  const place = faults.length === 1 ? first?.place : undefined;
  return new Failure('INVALID_ARGUMENT', message, {
    ...(place === undefined ? {} : { place }),
    next: 'GET /openapi.json',
    faults,
  });
}

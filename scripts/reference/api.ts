// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { endpoints } from '../../core/api/contract.ts';
import type { Endpoint } from '../../core/api/endpoint.ts';
import { codes } from '../../core/errors.ts';
import { tableOf } from './table.ts';

/** The page about the API, from the endpoints as they are declared. */
export function apiPage(): string {
  const functions = [...new Set(endpoints.map((endpoint) => endpoint.function))];
  return [
    '# The API',
    'Made from `core/api` by `npm run reference`; every home answers with the same as OpenAPI at',
    '`/openapi.json`. Requests carry `Authorization: Bearer TOKEN` (`chainctl auth token`). Ids stand in',
    'paths with their slashes. Lists answer `{"items":[…],"nextPageToken":"…"}`, without the token on the',
    'last page. Moments are RFC 3339 in UTC.',
    '## Errors',
    'A refusal is `{"code":N,"message":"…","details":[{"reason":"…","place":"…","next":"…","faults":[…]}]}`.',
    tableOf(
      ['reason', 'status', 'code'],
      Object.entries(codes).map(([name, { status, number }]) => [
        `\`${name}\``,
        String(status),
        String(number),
      ]),
    ),
    ...functions.flatMap((name) => [
      `## ${name}`,
      ...endpoints.filter((each) => each.function === name).flatMap(operation),
    ]),
  ].join('\n\n');
}

function operation(endpoint: Endpoint): string[] {
  const { id, method, path, summary, event } = endpoint;
  const request = fieldsOf(endpoint.request, 'input');
  const response = fieldsOf(endpoint.response, 'output');
  return [
    `### ${id}`,
    summary,
    `\`${method} ${path}\``,
    `Who: ${who(endpoint)}.${event === undefined ? '' : ` Writes the event \`${event}\`.`}`,
    ...(request.length === 0 ? [] : [tableOf(['asked', 'type'], request)]),
    ...(response.length === 0 ? [] : [tableOf(['answered', 'type'], response)]),
  ];
}

function who({ access }: Endpoint): string {
  switch (access.kind) {
    case 'public':
      return 'anybody';
    case 'presented':
      return 'whoever brings a token of an issuer that is known here';
    case 'authenticated':
      return 'whoever is logged in';
    case 'scoped':
      return `whoever holds ${access.capabilities.map((name) => `\`${name}\``).join(' and ')} there`;
    case 'filtered':
      return `whoever is logged in; what lies where they hold \`${access.capability}\` is seen`;
    case 'cluster':
      return 'the agent of a registered cluster, about that cluster';
  }
}

const schema = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  get items() {
    return schema.optional();
  },
  get properties() {
    return z.record(z.string(), schema).optional();
  },
  required: z.array(z.string()).optional(),
});
type Schema = z.output<typeof schema>;

function fieldsOf(shape: z.ZodType, io: 'input' | 'output'): string[][] {
  const whole = schema.parse(z.toJSONSchema(shape, { io, unrepresentable: 'any' }));
  return fields(whole, '');
}

/** Every field with its place, as `roleBinding.identity` or `items[].id`. */
function fields({ properties = {}, required = [] }: Schema, above: string): string[][] {
  return Object.entries(properties).flatMap(([name, value]) => {
    const place = above + name;
    const inner = value.items?.properties === undefined ? value : value.items;
    const deeper = inner === value ? `${place}.` : `${place}[].`;
    const optional = required.includes(name) ? '' : ', optional';
    return [[`\`${place}\``, typeOf(value) + optional], ...fields(inner, deeper)];
  });
}

const typeOf = ({ type, enum: among, items }: Schema): string => {
  if (among !== undefined && among.length <= 5) return among.map(String).join(' or ');
  if (type === 'array') return `list of ${items === undefined ? 'anything' : typeOf(items)}`;
  return type ?? 'anything';
};

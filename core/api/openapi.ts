// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { codes } from '../errors.ts';
import { endpoints } from './contract.ts';
import type { Endpoint } from './endpoint.ts';

type Schema = { [name: string]: unknown; properties?: Record<string, Schema>; required?: string[] };

/**
 * The contract as an OpenAPI 3.1 document for a server at the URL: every operation with its fields,
 * its answer and its security.
 */
export const openapi = (server: string) => ({
  openapi: '3.1.0',
  info: {
    title: 'Enforce',
    version: '1',
    description: 'Which container images may run, in all your clusters.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: server }],
  paths: paths(),
  components: {
    securitySchemes: {
      token: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'An access token of ours: `chainctl auth token`.',
      },
      upstream: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description:
          'An identity token of an issuer that is known here, or an access token of ours.',
      },
    },
    schemas: { Status: status },
  },
});

/**
 * The field in a path. OpenAPI wants one name per template, where we have `parent` for a creation and
 * `id` for the rest, so there all are called `id`.
 */
const pathField = /\{(\w+)(?:=\*\*)?\}/;

function paths() {
  const byPath: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(pathField, '{id}');
    byPath[path] = { ...byPath[path], [endpoint.method.toLowerCase()]: operation(endpoint) };
  }
  return byPath;
}

function operation(endpoint: Endpoint) {
  const { properties = {}, required = [] } = schemaOf(endpoint.request, 'input');
  const inPath = [pathField.exec(endpoint.path)?.[1]].filter((name) => name !== undefined);
  const rest = Object.keys(properties).filter((name) => !inPath.includes(name));
  const inBody = bodyOf(endpoint, rest);
  const parameter = (name: string, place: 'path' | 'query') => ({
    name: place === 'path' ? 'id' : name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(place === 'path' ? { description: `The ${name}; its slashes stay as they are.` } : {}),
    schema: properties[name],
  });
  return {
    operationId: endpoint.id,
    tags: [endpoint.function],
    summary: endpoint.summary,
    'x-capabilities': capabilitiesOf(endpoint),
    security: securityOf(endpoint),
    parameters: [
      ...inPath.map((name) => parameter(name, 'path')),
      ...rest.filter((name) => !inBody.includes(name)).map((name) => parameter(name, 'query')),
    ],
    ...(endpoint.body === undefined
      ? {}
      : { requestBody: json(requestBody(endpoint, properties, required, inBody)) }),
    responses: {
      200: { description: 'Done.', ...json(schemaOf(endpoint.response, 'output')) },
      default: {
        description: 'Refused, or failed.',
        ...json({ $ref: '#/components/schemas/Status' }),
      },
    },
  };
}

const bodyOf = (endpoint: Endpoint, names: string[]): string[] =>
  endpoint.body === undefined ? [] : endpoint.body === '*' ? names : [endpoint.body];

function requestBody(
  endpoint: Endpoint,
  properties: Record<string, Schema>,
  required: string[],
  names: string[],
): unknown {
  if (endpoint.body !== '*') return properties[endpoint.body ?? ''];
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, properties[name]])),
    required: required.filter((name) => names.includes(name)),
    additionalProperties: false,
  };
}

/** The security of an operation: none, a token of ours, or one that the operation itself judges. */
function securityOf({ access }: Endpoint): object[] {
  if (access.kind === 'public') return [];
  return [access.kind === 'presented' ? { upstream: [] } : { token: [] }];
}

function capabilitiesOf({ access }: Endpoint): string[] {
  if (access.kind === 'scoped') return access.capabilities;
  return access.kind === 'filtered' ? [access.capability] : [];
}

function schemaOf(type: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' });
  return schema as Schema;
}

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });

const status = {
  type: 'object',
  description: 'google.rpc.Status: what was wrong, where, and the next command.',
  required: ['code', 'message', 'details'],
  properties: {
    code: { type: 'integer', enum: Object.values(codes).map(({ number }) => number) },
    message: { type: 'string' },
    details: {
      type: 'array',
      items: {
        type: 'object',
        required: ['reason'],
        properties: {
          reason: { enum: Object.keys(codes) },
          place: { type: 'string' },
          next: { type: 'string' },
          faults: {
            type: 'array',
            items: {
              type: 'object',
              required: ['fault'],
              properties: {
                fault: { type: 'string' },
                place: { type: 'string' },
                line: { type: 'integer' },
                column: { type: 'integer' },
              },
            },
          },
        },
      },
    },
  },
};

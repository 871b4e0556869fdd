// SPDX-License-Identifier: Apache-2.0

/** The schema of a field, as a CustomResourceDefinition has it (OpenAPI v3, structural). */
export interface FieldSchema {
  type: 'string' | 'boolean' | 'array' | 'object' | 'integer';
  description?: string;
  format?: string;
  items?: FieldSchema;
  properties?: { [field: string]: FieldSchema };
  additionalProperties?: FieldSchema;
}

export interface ObjectSchema extends FieldSchema {
  type: 'object';
}

const described = (description: string | undefined) =>
  description === undefined ? {} : { description };

export const text = (description?: string): FieldSchema => ({
  type: 'string',
  ...described(description),
});

export const flag = (description?: string): FieldSchema => ({
  type: 'boolean',
  ...described(description),
});

export const list = (items: FieldSchema, description?: string): FieldSchema => ({
  type: 'array',
  ...described(description),
  items,
});

/** Texts by name. */
export const map = (): FieldSchema => ({ type: 'object', additionalProperties: text() });

export const object = (
  properties: { [field: string]: FieldSchema },
  description?: string,
): ObjectSchema => ({ type: 'object', ...described(description), properties });

/** The status that upstream's controllers write. */
export const status: FieldSchema = object({
  observedGeneration: { type: 'integer', format: 'int64' },
  annotations: map(),
  conditions: list(
    object({
      type: text(),
      status: text(),
      severity: text(),
      reason: text(),
      message: text(),
      lastTransitionTime: text(),
    }),
  ),
});

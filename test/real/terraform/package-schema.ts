// SPDX-License-Identifier: Apache-2.0

/**
 * The schema of a resource, read from the code that CDK for Terraform generated from the provider
 * (the npm package `@cdktf/provider-google`), in the form of `terraform providers schema -json`. What
 * that code does not say, a plan does not show either: defaults, and conflicts between attributes.
 */
export interface Block {
  attributes: Record<string, Attribute>;
  block_types?: Record<string, Nested>;
}
interface Attribute {
  type: Type;
  description?: string;
  required?: true;
  optional?: true;
  computed?: true;
}
interface Nested {
  nesting_mode: 'single' | 'list' | 'set';
  block: Block;
  min_items?: 1;
  max_items?: 1;
}
type Type = string | Type[] | { [name: string]: Type };

/** The block of the resource whose generated code and declarations these are. */
export function blockOf(code: string, declarations: string): { type: string; block: Block } {
  const type = /\.tfResourceType = "(\w+)"/.exec(code)?.[1];
  const classes = new Map(
    [...code.matchAll(/^class (\w+) extends ([\w.]+) \{\n([\s\S]*?)^\}\n/gm)].map(
      ([, name = '', base = '', body = '']) => [name, { base, body }] as const,
    ),
  );
  const main = [...classes].find(([, { base }]) => base === 'cdktf.TerraformResource')?.[0];
  if (type === undefined || main === undefined) throw new Error('this is no resource');
  return { type, block: parse(classes, valuesIn(declarations), main) };
}

type Classes = Map<string, { base: string; body: string }>;
/** By interface and attribute: the list of values that the documentation gives. */
type Values = Map<string, Record<string, string>>;

function parse(classes: Classes, values: Values, name: string): Block {
  const body = classes.get(name)?.body ?? '';
  const attributes: Record<string, Attribute> = {};
  const blocks: Record<string, Nested> = {};
  const made = /= new (\w+?)(List|OutputReference|Map)\(this, "(\w+)"(?:, (true|false))?/g;
  for (const [, stem = '', kind = '', field = '', isSet] of body.matchAll(made)) {
    if (!classes.has(`${stem}OutputReference`)) continue;
    const inner = parse(classes, values, `${stem}OutputReference`);
    const proper = capital(camel(field));
    const wrap = isSet === 'true' ? 'set' : 'list';
    if (field === 'timeouts') blocks[field] = { nesting_mode: 'single', block: inner };
    else if (body.includes(`put${proper}(`)) {
      blocks[field] = {
        nesting_mode: wrap,
        block: inner,
        ...(kind === 'OutputReference' ? { max_items: 1 as const } : {}),
        ...(body.includes(`reset${proper}(`) ? {} : { min_items: 1 as const }),
      };
    } else attributes[field] = { type: [wrap, objectOf(inner)], computed: true };
  }
  for (const [getter, property = '', value = ''] of body.matchAll(
    /^ {4}get (\w+)\(\) \{\n {8}return ([^;]+);/gm,
  )) {
    const field = /\(['"](\w+)['"]\)/.exec(value)?.[1];
    if (field === undefined || !value.includes('Attribute(')) continue;
    attributes[field] = { type: typeOf(getter), ...flags(body, name, property, field) };
  }
  for (const [, kind = '', field = ''] of body.matchAll(
    /new cdktf\.(String|Number|Boolean)Map\(this, "(\w+)"/g,
  )) {
    const type = { String: 'string', Number: 'number', Boolean: 'bool' }[kind] ?? 'string';
    attributes[field] ??= { type: ['map', type], computed: true };
  }
  return finished(attributes, blocks, values, name);
}

function flags(body: string, name: string, property: string, field: string) {
  if (!body.includes(`    set ${property}(`)) return { computed: true } as const;
  if (!body.includes(`reset${capital(property)}(`)) return { required: true } as const;
  // Of these the provider fills in what is left out, which the generated code does not say.
  const filled = ['project', 'region', 'zone', 'location'].includes(field);
  const own = field === 'id' && !name.endsWith('OutputReference');
  return { optional: true, ...(filled || own ? { computed: true as const } : {}) } as const;
}

function finished(
  attributes: Block['attributes'],
  blocks: Record<string, Nested>,
  values: Values,
  name: string,
): Block {
  const suffix = 'OutputReference';
  const own = name.endsWith(suffix) ? name.slice(0, -suffix.length) : `${name}Config`;
  for (const [field, listed] of Object.entries(values.get(own) ?? {})) {
    const attribute = attributes[field];
    if (attribute !== undefined) attribute.description = `Possible values: ${listed}`;
  }
  return { attributes, ...(Object.keys(blocks).length === 0 ? {} : { block_types: blocks }) };
}

/** The object that a computed block is, as a type. */
function objectOf({ attributes, block_types = {} }: Block): Type {
  const simple = Object.entries(attributes).map(([field, { type }]) => [field, type] as const);
  const nested = Object.entries(block_types).map(([field, { nesting_mode, block }]) => {
    const wrap = nesting_mode === 'single' ? 'list' : nesting_mode;
    return [field, [wrap, objectOf(block)]] as const;
  });
  return ['object', Object.fromEntries([...simple, ...nested])];
}

function typeOf(getter: string): Type {
  const value = /get \w+\(\) \{\s*return ([^;]+);/.exec(getter)?.[1] ?? '';
  const by = (method: string) => value.includes(`this.${method}(`);
  const wrap = value.includes('Fn.tolist') ? 'set' : 'list';
  if (by('getStringAttribute')) return 'string';
  if (by('getNumberAttribute')) return 'number';
  if (by('getBooleanAttribute')) return 'bool';
  if (by('getListAttribute')) return [wrap, 'string'];
  if (by('getNumberListAttribute')) return [wrap, 'number'];
  if (by('getStringMapAttribute') || by('getAnyMapAttribute')) return ['map', 'string'];
  if (by('getNumberMapAttribute')) return ['map', 'number'];
  if (by('getBooleanMapAttribute')) return ['map', 'bool'];
  return 'dynamic';
}

function valuesIn(declarations: string): Values {
  const found: Values = new Map();
  for (const [, name = '', body = ''] of declarations.matchAll(
    /^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}\n/gm,
  )) {
    const listed: Record<string, string> = {};
    for (const [, comment = ''] of body.matchAll(/\/\*\*([\s\S]*?)\*\//g)) {
      const list = /Possible values: (\["[^\]]*"\])/.exec(comment)?.[1];
      const field = /#(\w+)\}/.exec(comment)?.[1];
      if (list !== undefined && field !== undefined) listed[field] = list;
    }
    found.set(name, listed);
  }
  return found;
}

const camel = (field: string): string =>
  field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

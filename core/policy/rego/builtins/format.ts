// SPDX-License-Identifier: Apache-2.0
import { NoAnswer } from '../faults.ts';
import { isInteger, numberText } from '../values/numbers.ts';
import { isNumber, type Value } from '../values/value.ts';
import { array, type Builtin, builtin, text } from './builtin.ts';
import { quote, show } from './show.ts';
import { fits } from './strings.ts';

const directive = /%([-+# 0]*)(\d*)(?:\.(\d*))?(.?)/gsu;
/** The widest field, and the most digits. */
const widest = 1_000;

/** `sprintf` as Go has it, of numbers and texts; what is neither is a text. */
export const format: Record<string, Builtin> = {
  sprintf: builtin([text, array], ([pattern, given]) => {
    let next = 0;
    const made = pattern.replaceAll(directive, (whole, flags, width, precision, verb) => {
      if (verb === '%') return '%';
      if (verb === '') return '%!(NOVERB)';
      if (Number(width) > widest || Number(precision ?? 0) > widest)
        throw new NoAnswer(`${whole} is too wide`);
      const value = given[next];
      next += 1;
      if (value === undefined) return `%!${verb}(MISSING)`;
      const digits = precision === undefined ? undefined : Number(precision);
      return padded(formatted(verb, argument(value), digits, flags), Number(width), flags, value);
    });
    const rest = given.slice(next).map((each) => bad(argument(each)));
    const whole = rest.length === 0 ? made : `${made}%!(EXTRA ${rest.join(', ')})`;
    fits(whole.length);
    return whole;
  }),
};

type Argument = string | number | bigint;

const argument = (value: Value): Argument =>
  isNumber(value) || typeof value === 'string' ? value : show(value);

function formatted(
  verb: string,
  value: Argument,
  digits: number | undefined,
  flags: string,
): string {
  const wrong = `%!${verb}(${bad(value)})`;
  if (typeof value === 'string') return ofText(verb, value, digits) ?? wrong;
  const made = isInteger(value) ? ofInteger(verb, value) : ofFloat(verb, Number(value), digits);
  if (made === undefined) return wrong;
  const sign = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return made.startsWith('-') ? made : `${sign}${made}`;
}

function ofText(verb: string, value: string, digits: number | undefined): string | undefined {
  const cut = digits === undefined ? value : [...value].slice(0, digits).join('');
  if (verb === 's' || verb === 'v') return cut;
  if (verb === 'q') return quote(cut);
  if (verb !== 'x' && verb !== 'X') return undefined;
  const hex = Array.from(new TextEncoder().encode(value), (each) =>
    each.toString(16).padStart(2, '0'),
  ).join('');
  return verb === 'X' ? hex.toUpperCase() : hex;
}

function ofInteger(verb: string, value: number | bigint): string | undefined {
  const bases: Record<string, number> = { d: 10, v: 10, b: 2, o: 8, x: 16, X: 16 };
  const base = bases[verb];
  if (base !== undefined) {
    const made = BigInt(value).toString(base);
    return verb === 'X' ? made.toUpperCase() : made;
  }
  if (verb !== 'c' && verb !== 'q' && verb !== 'U') return undefined;
  const code = Number(value);
  const valid = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  if (verb === 'U') return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const character = valid ? String.fromCodePoint(code) : '\ufffd';
  return verb === 'c' ? character : `'${character}'`;
}

function ofFloat(verb: string, value: number, digits: number | undefined): string | undefined {
  if (digits !== undefined && digits > 100) throw new NoAnswer('too many digits');
  if (verb === 'f' || verb === 'F') return value.toFixed(digits ?? 6);
  if (verb === 'e' || verb === 'E') {
    const made = exponent(value.toExponential(digits ?? 6));
    return verb === 'E' ? made.toUpperCase() : made;
  }
  if (verb !== 'v' && verb !== 'g' && verb !== 'G') return undefined;
  if (digits === undefined) return shortest(value, verb === 'v' ? 21 : 6);
  const shown = Number(value.toPrecision(Math.max(1, digits)));
  return exponent(numberText(shown));
}

/** The shortest digits that are this number and no other; with an exponent from this power of ten on. */
function shortest(value: number, power: number): string {
  const made = value.toExponential();
  const own = Number(made.slice(made.indexOf('e') + 1));
  return own < -4 || own >= power ? exponent(made) : numberText(value);
}

/** Go writes an exponent with two digits at least. */
const exponent = (made: string): string => made.replace(/e([+-])(\d)$/, 'e$10$2');

const bad = (value: Argument): string => {
  if (typeof value === 'string') return `string=${value}`;
  if (!isInteger(value)) return `float64=${shortest(Number(value), 21)}`;
  return `${typeof value === 'bigint' ? '*big.Int' : 'int'}=${value}`;
};

function padded(made: string, width: number, flags: string, value: Value): string {
  const missing = width - [...made].length;
  if (missing <= 0) return made;
  if (flags.includes('-')) return made + ' '.repeat(missing);
  if (!flags.includes('0') || !isNumber(value)) return ' '.repeat(missing) + made;
  const [sign = ''] = /^[-+ ]/.exec(made) ?? [];
  return sign + '0'.repeat(missing) + made.slice(sign.length);
}

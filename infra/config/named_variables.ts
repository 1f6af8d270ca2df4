import type * as z from "zod";
import { showValue } from "./variables.ts";

/** Schemas of variables, by the last part of their names. */
type Schemas = Readonly<Record<string, z.ZodType>>;

/** What the schemas make of the variables' values. */
export type NamedValues<Parts extends Schemas> = { [Part in keyof Parts]: z.output<Parts[Part]> };

/** Where variables are read from. */
type Source<Part> = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The whole name of a part's variable. */
  readonly variableOf: (part: Part) => string;
  /** Takes one line for each problem. */
  readonly problems: string[];
};

/** Reads the variables of something that has a name, such as an upstream; wrong ones as unset. */
export function readNamedVariables<Parts extends Schemas>(
  parts: Parts,
  { env, variableOf, problems }: Source<keyof Parts & string>,
): NamedValues<Parts> {
  const read = (part: keyof Parts & string) => {
    const variable = variableOf(part);
    const value = env[variable] || undefined;
    const result = parts[part]!.safeParse(value);
    if (result.success) return [part, result.data];
    const expected = result.error.issues[0]?.message;
    problems.push(`${variable} is ${showValue(variable, value ?? "")}: expected ${expected}`);
    return [part, parts[part]!.parse(undefined)];
  };
  return Object.fromEntries(Object.keys(parts).map(read));
}

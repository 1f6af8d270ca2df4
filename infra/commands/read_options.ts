import { parseArgs } from "node:util";
import { maskUrl } from "../config/variables.ts";
import { UsageError } from "./usage_error.ts";

/** Names of options, without dashes. */
export type OptionNames<Name extends string> = {
  readonly required?: readonly Name[];
  readonly optional?: readonly Name[];
  /** Options without a value. */
  readonly flags?: readonly string[];
};

/** The values of the options, and what is wrong with the arguments, one text per problem. */
export type ReadOptions<Name extends string> = {
  readonly values: Readonly<Partial<Record<Name, string>>>;
  /** The given options without a value. */
  readonly flags: ReadonlySet<string>;
  readonly problems: string[];
};

/** Reads options: `--name=value` or `--name value`, and flags, `--name`. */
export function readOptions<Name extends string>(
  args: readonly string[],
  { required = [], optional = [], flags = [] }: OptionNames<Name>,
): ReadOptions<Name> {
  const names: readonly string[] = [...required, ...optional];
  const options = Object.fromEntries([
    ...names.map((name) => [name, { type: "string" as const }]),
    ...flags.map((name) => [name, { type: "boolean" as const }]),
  ]);
  const { values, positionals } = parseArgs({ args: [...args], options, strict: false });
  const given = Object.keys(values);
  const hasValue = (name: string) => typeof values[name] === "string" && values[name] !== "";
  const problems = [
    ...given.filter((name) => ![...names, ...flags].includes(name))
      .map((name) => `There is no option --${name}`),
    ...positionals.map((word) => `Unexpected argument ${maskUrl(word)}`),
    ...required.filter((name) => !given.includes(name)).map((name) => `--${name} is missing`),
    ...names.filter((name) => given.includes(name) && !hasValue(name))
      .map((name) => `--${name} has no value`),
    ...flags.filter((name) => given.includes(name) && values[name] !== true)
      .map((name) => `--${name} takes no value`),
  ];
  const read = names.filter(hasValue).map((name) => [name, values[name]]);
  return {
    values: Object.fromEntries(read),
    flags: new Set(flags.filter((name) => given.includes(name))),
    problems,
  };
}

/** For commands that take no options. @throws {UsageError} when there are any. */
export function refuseOptions(args: readonly string[]): void {
  const { problems } = readOptions(args, {});
  if (problems.length > 0) throw new UsageError(problems);
}

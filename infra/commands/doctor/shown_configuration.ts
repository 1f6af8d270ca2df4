import { showValue, type VariableName, variableNames, variables } from "../../config/variables.ts";
import type { FoundEnvironment } from "../../process/environment.ts";

/** The configuration as lines: each variable, its value, and where that comes from. */
export function shownConfiguration({ values, sources }: FoundEnvironment): string[] {
  const others = Object.keys(sources).filter((name) => !isVariable(name)).sort();
  const rows = [...variableNames, ...others].flatMap((name) => {
    const value = values[name];
    if (value) return [[name, showValue(name, value), sources[name] ?? ""]];
    const byDefault = isVariable(name) ? defaultOf(name) : "";
    return byDefault === "" ? [] : [[name, byDefault, "default"]];
  });
  const [names, shown] = [0, 1].map((column) => widest(rows.map((row) => row[column]!)));
  return rows.map(([name, value, source]) =>
    `  ${name!.padEnd(names!)}  ${value!.padEnd(shown!)}  ${source}`
  );
}

function isVariable(name: string): name is VariableName {
  return Object.hasOwn(variables, name);
}

function defaultOf(name: VariableName): string {
  const value: unknown = variables[name].parse(undefined);
  return value === undefined || value === null ? "" : `${value}`;
}

/** Long values don't push the last column away. */
function widest(texts: readonly string[]): number {
  return Math.min(40, Math.max(0, ...texts.map((text) => text.length)));
}

import { UsageError } from "./usage_error.ts";

/** The one argument of a command, a file's path. @throws {UsageError} when it isn't one. */
export function fileArgument(args: readonly string[]): string {
  const options = args.filter((arg) => arg.startsWith("-"));
  const [file, ...others] = args.filter((arg) => !arg.startsWith("-"));
  const problems = [
    ...options.map((option) => `There is no option ${option}`),
    ...file ? [] : ["The file's path is missing"],
    ...others.map((word) => `Unexpected argument ${word}`),
  ];
  if (!file || problems.length > 0) throw new UsageError(problems);
  return file;
}

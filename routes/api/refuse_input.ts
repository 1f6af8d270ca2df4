import type { z } from "zod";
import { type Said, said } from "../../domain/said.ts";
import { invalidFields } from "../valid_form.ts";

type Issue = z.core.$ZodIssue;

/** What is wrong with a field, by its path. */
type FieldIssue = { readonly path: PropertyKey[]; readonly message: string | Said };

/** Types of values in words, where a schema says nothing of its own. */
const typeWords: Readonly<Record<string, Said>> = {
  string: said`Must be a text`,
  number: said`Must be a number`,
  int: said`Must be a whole number`,
  boolean: said`Must be true or false`,
  array: said`Must be a list`,
  object: said`Must be an object`,
};

/** Refuses what a schema refuses, as a hook of `zValidator`. */
export function refuseInput(
  result: { success: true } | { success: false; error: z.core.$ZodError },
): void {
  if (!result.success) throw invalidFields(result.error.issues.flatMap(namedIssues));
}

/** Fields that there aren't are named each. What is wrong as a whole is the body. */
function namedIssues(issue: Issue): FieldIssue[] {
  if (issue.code !== "unrecognized_keys") {
    const path = issue.path.length > 0 ? issue.path : ["body"];
    return [{ path, message: wordsOf(issue) }];
  }
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    message: said`There is no such field`,
  }));
}

/** The schema's own words, or ours in place of zod's. */
function wordsOf(issue: Issue): string | Said {
  if (issue.code !== "invalid_type" || !issue.message.startsWith("Invalid input")) {
    return issue.message;
  }
  const isMissing = issue.message.endsWith("received undefined");
  return isMissing ? said`Is missing` : typeWords[issue.expected] ?? issue.message;
}

import { z } from "zod";
import { noSuchField } from "../../domain/chats/field_names.ts";
import { type Said, said } from "../../domain/said.ts";
import { type FieldIssue, MAX_NAMED } from "./valid_form.ts";

/** Messages about wrong types, where a schema has none of its own. */
const typeWords: Readonly<Record<string, Said>> = {
  string: said`Must be a text`,
  number: said`Must be a number`,
  int: said`Must be a whole number`,
  boolean: said`Must be true or false`,
  array: said`Must be a list`,
  object: said`Must be an object`,
};

/**
 * Lists what is wrong with a program's input, field by field. Each unknown field is named, with the
 * closest known name. What concerns no single field is reported under `body`.
 *
 * @param error The schema's error.
 * @param kind What the schema's names stand for; a field by default.
 */
export function inputIssues(
  schema: z.ZodType,
  error: z.core.$ZodError,
  kind = said`field`,
): FieldIssue[] {
  return error.issues.flatMap((issue) => namedIssues(schema, { issue, kind }));
}

function namedIssues(
  schema: z.ZodType,
  { issue, kind }: { readonly issue: z.core.$ZodIssue; readonly kind: Said },
): FieldIssue[] {
  if (issue.code !== "unrecognized_keys") {
    const path = issue.path.length > 0 ? issue.path : ["body"];
    return [{ path, message: wordsOf(issue) }];
  }
  const known = fieldPaths(schema);
  const parent = issue.path.join(".");
  // The error names no more than these, so suggestions for the others would be lost work.
  const named = issue.keys.slice(0, MAX_NAMED);
  return issue.keys.map((key, index) => ({
    path: [...issue.path, key],
    message: index < named.length
      ? noSuchField(key, { known, parent, kind })
      : said`There is no such ${kind}`,
  }));
}

/** The schema's own message, or ours in place of zod's. */
function wordsOf(issue: z.core.$ZodIssue): string | Said {
  if (issue.code !== "invalid_type" || !issue.message.startsWith("Invalid input")) {
    return issue.message;
  }
  const isMissing = issue.message.endsWith("received undefined");
  return isMissing ? said`Is missing` : typeWords[issue.expected] ?? issue.message;
}

/** Paths of an object's fields and of the fields in those: `settings`, `settings.model`. */
function fieldPaths(schema: z.ZodType): string[] {
  const inner = unwrapped(schema);
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries<z.ZodType>(inner.shape).flatMap(([name, field]) => [
    name,
    ...fieldPaths(field).map((path) => `${name}.${path}`),
  ]);
}

function unwrapped(schema: z.ZodType): z.ZodType {
  const isWrapper = schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault;
  return isWrapper ? unwrapped(schema.unwrap() as z.ZodType) : schema;
}

import { z } from "zod";
import { noSuchField } from "../../domain/chats/field_names.ts";
import { type Said, said } from "../../domain/said.ts";
import { type FieldIssue, MAX_NAMED } from "./valid_form.ts";

/** Types of values in words, where a schema says nothing of its own. */
const typeWords: Readonly<Record<string, Said>> = {
  string: said`Must be a text`,
  number: said`Must be a number`,
  int: said`Must be a whole number`,
  boolean: said`Must be true or false`,
  array: said`Must be a list`,
  object: said`Must be an object`,
};

/**
 * What is wrong with what a program sent, field by field. Fields that there aren't are named each, with
 * what would be right. What is wrong as a whole is the body.
 *
 * @param error What the schema found.
 * @param kind What the names are of; a field by default.
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
  // What is beyond is not named, so it need not be understood.
  const named = issue.keys.slice(0, MAX_NAMED);
  return issue.keys.map((key, index) => ({
    path: [...issue.path, key],
    message: index < named.length
      ? noSuchField(key, { known, parent, kind })
      : said`There is no such ${kind}`,
  }));
}

/** The schema's own words, or ours in place of zod's. */
function wordsOf(issue: z.core.$ZodIssue): string | Said {
  if (issue.code !== "invalid_type" || !issue.message.startsWith("Invalid input")) {
    return issue.message;
  }
  const isMissing = issue.message.endsWith("received undefined");
  return isMissing ? said`Is missing` : typeWords[issue.expected] ?? issue.message;
}

/** Paths of an object's fields, and of theirs: `settings`, `settings.model`. */
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

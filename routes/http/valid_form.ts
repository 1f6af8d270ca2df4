import { zValidator } from "@hono/zod-validator";
import type { Context } from "hono";
import { z } from "zod";
import { AppError } from "../../domain/app_error.ts";
import { excerpt } from "../../domain/excerpt.ts";
import { normalizeId } from "../../domain/id.ts";
import { MAX_IDEMPOTENCY_KEY_LENGTH } from "../../domain/answers/idempotency_key.ts";
import { type Said, said } from "../../domain/said.ts";

/** A text field. Missing is the same as empty; the domain validates it. */
export const textField = z.string().default("");

/** A field that may come several times. */
export const listField = z.union([z.string().transform((one) => [one]), z.array(z.string())])
  .default([]);

/** A field with an id. */
export const formIdField = textField.transform(normalizeId);

/** A switch: `on`; anything else, or no field, is off. */
export const switchField = z.string().default("").transform((value) => value === "on");

/** An idempotency key in a form: any short text that the page made. */
export const idempotencyKeyField = z.string().max(MAX_IDEMPOTENCY_KEY_LENGTH).optional().transform((
  key,
) => key || undefined);

/** An id in the query; empty is the same as missing. */
export function queriedId(c: Context, name: string): string | undefined {
  return normalizeId(c.req.query(name) ?? "") || undefined;
}

/**
 * Reads a form. The domain validates the values; this only refuses what none of Parley's own forms
 * sends, such as a file in place of a text.
 *
 * @param schema The fields.
 */
export function validForm<T extends z.ZodType>(schema: T) {
  return zValidator("form", schema, (result) => {
    if (!result.success) throw invalidFields(result.error.issues);
  });
}

/** What is wrong with the field at this path. */
export type FieldIssue = {
  readonly path: readonly PropertyKey[];
  readonly message: string | Said;
};

/** The most fields that an error names. */
export const MAX_NAMED = 10;

/**
 * The error about values that don't fit a schema.
 *
 * @param issues What is wrong; `details.fields` has their paths, shortened where they are long.
 */
export function invalidFields(issues: readonly FieldIssue[]): AppError {
  const reasons = new Map<string, Said>();
  for (const { path, message } of issues) {
    const field = path.map((name) => excerpt(String(name))).join(".");
    if (!reasons.has(field)) reasons.set(field, said`${message}`);
  }
  const named = new Map(reasons.entries().take(MAX_NAMED));
  if (reasons.size > named.size) {
    named.set("…", said`${reasons.size - named.size} more are wrong`);
  }
  const names = [...named.keys()].filter((name) => name !== "").join(", ");
  const words = names ? said`Cannot use these fields: ${names}` : said`Cannot use this input`;
  return new AppError("invalid_argument", words, { fields: Object.fromEntries(named) });
}

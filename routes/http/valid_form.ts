import { zValidator } from "@hono/zod-validator";
import type { Context } from "hono";
import { z } from "zod";
import { AppError } from "../../domain/app_error.ts";
import { excerpt } from "../../domain/excerpt.ts";
import { normalizeId } from "../../domain/id.ts";
import { MAX_KEY_LENGTH } from "../../domain/answers/request_key.ts";
import { type Said, said } from "../../domain/said.ts";

/** A text field. Missing is the same as empty, for the domain to judge. */
export const textField = z.string().default("");

/** A field that may be there several times. */
export const listField = z.union([z.string().transform((one) => [one]), z.array(z.string())])
  .default([]);

/** The id of something. */
export const formIdField = textField.transform(normalizeId);

/** A switch: `on`; anything else, and no field at all, is off. */
export const switchField = z.string().default("").transform((value) => value === "on");

/** An idempotency key as forms carry it: any short text that the page made. */
export const requestIdField = z.string().max(MAX_KEY_LENGTH).optional().transform((key) =>
  key || undefined
);

/** An id out of the query; empty is the same as missing. */
export function queriedId(c: Context, name: string): string | undefined {
  return normalizeId(c.req.query(name) ?? "") || undefined;
}

/**
 * Reads a form. What its fields may hold is the domain's to say; this only refuses what no form of
 * ours sends, such as a file in place of a text.
 *
 * @param schema The fields.
 */
export function validForm<T extends z.ZodType>(schema: T) {
  return zValidator("form", schema, (result) => {
    if (!result.success) throw invalidFields(result.error.issues);
  });
}

/** What is wrong with a field, by its path. */
export type FieldIssue = {
  readonly path: readonly PropertyKey[];
  readonly message: string | Said;
};

/** Most fields that an error names. */
export const MAX_NAMED = 10;

/**
 * The error about values that don't fit a schema.
 *
 * @param issues What is wrong; the paths become those of `details.fields`, as far as they can be shown.
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

import { z } from "zod";
import { normalizeId } from "../../domain/id.ts";
import {
  MAX_IDEMPOTENCY_KEY_LENGTH,
  toIdempotencyKey,
} from "../../domain/answers/idempotency_key.ts";
import { lastEventIdField } from "./answers/event_id.ts";

/** A time in a result: RFC 3339 in UTC with milliseconds. */
export const timeField = z.string().meta({
  format: "date-time",
  examples: ["2026-03-14T15:09:26.535Z"],
});

/** An id in a result: a UUID. */
export function idField(description: string) {
  return z.string().meta({
    description,
    format: "uuid",
    examples: ["0199a1c4-5b7e-7c2d-9f30-6a1b2c3d4e5f"],
  });
}

/** An id in a request. The domain reports an id that is no UUID as not found. */
export function namedIdField(description: string) {
  return z.string().transform(normalizeId).meta({ description, format: "uuid" });
}

/**
 * The length of a page of a list.
 *
 * @param usual The length if the field is 0 or absent.
 * @param most The maximum; larger values mean this.
 */
export function pageSizeField({ usual, most }: { readonly usual: number; readonly most: number }) {
  return z.preprocess(decimalNumber, z.int("Must be a whole number").min(0, "Must not be negative"))
    .default(0)
    .transform((size) => Math.min(size || usual, most))
    .meta({
      description:
        `Maximum number of items: 1 to ${most}; 0 means ${usual}. Larger values mean ${most}.`,
    });
}

/** Converts decimal integers only: `Number` also takes `0x10`, `1e2` and the empty text. */
export function decimalNumber(text: unknown): unknown {
  return /^-?\d+$/.test(String(text)) ? Number(text) : text;
}

/** A cursor to the end of the previous page. */
export const pageTokenField = z.string().optional()
  .transform((token) => token || undefined)
  .meta({ description: "`next_page_token` of the page before." });

/** A cursor to the next page, or `null` on the last. */
export const nextPageTokenField = z.string().nullable()
  .meta({
    description: "The `page_token` of the next page; null on the last page.",
    examples: [null],
  });

/** A switch in a query. */
export const flagField = z.stringbool({
  truthy: ["true"],
  falsy: ["false"],
  case: "sensitive",
  error: "Must be true or false",
}).default(false);

/** Makes a call idempotent. */
export const idempotencyKeyHeader = z.string().optional()
  .transform((key) => toIdempotencyKey(key, "Idempotency-Key"))
  .meta({
    maxLength: MAX_IDEMPOTENCY_KEY_LENGTH,
    description:
      "Makes the call idempotent: with the same user and key, a question is asked once, and a repeated " +
      "call returns the answer that the first one began; a different request with the key is refused. " +
      "With a key, hanging up does not stop the answer. At most 64 characters; a UUID will do.",
  });

/** Resumes a stream. */
export const resumeField = lastEventIdField.optional().meta({
  description: "Id of the last event received: the stream goes on after it.",
  examples: ["120"],
});

/** A position in an answer's text. */
export const positionField = z.int({
  error: ({ input }) => input === undefined ? undefined : "Must be a whole number",
}).min(0, "Must not be negative")
  .meta({ description: "In UTF-16 code units from the beginning of the answer's text." });

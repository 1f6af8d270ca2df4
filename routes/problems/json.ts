import type { Context } from "hono";
import { z } from "zod";
import { said } from "../../domain/said.ts";
import { factsOf, type Problem } from "./problem.ts";
import { kindOf } from "./kinds.ts";

/** A problem as JSON (RFC 9457). */
export const problemSchema = z.object({
  type: z.string().meta({
    description: "Leads to the description of this kind of problem.",
    format: "uri-reference",
    examples: ["/api/docs#not_found"],
  }),
  title: z.string().meta({ description: "The kind of problem, in words." }),
  status: z.int().meta({ description: "The HTTP status.", examples: [404] }),
  detail: z.string().meta({ description: "What is wrong with this request." }),
  code: z.string().meta({
    description: "The kind of problem, in a word that never changes.",
    examples: ["not_found"],
  }),
  errors: z.array(z.object({
    field: z.string().meta({
      description: "Path of the field, parameter or header.",
      examples: ["settings.temperature"],
    }),
    detail: z.string(),
  })).optional().meta({ description: "The wrong fields, and what is wrong with each." }),
  retry_after: z.int().optional().meta({ description: "Seconds after which to try again." }),
  tokens: z.int().optional().meta({ description: "Tokens of a message that is too long." }),
  budget: z.int().optional().meta({ description: "Tokens that the message may have." }),
  stored_bytes: z.int().optional().meta({ description: "Bytes that the user has stored." }),
  limit_bytes: z.int().optional().meta({ description: "Bytes that the user may store." }),
}).meta({ description: "Why a request was refused (RFC 9457)." });

/** Responds with a problem. */
export function apiProblem(c: Context, problem: Problem): Response {
  const type = { "Content-Type": "application/problem+json" };
  return c.body(JSON.stringify(problemJson(problem)), problem.status, type);
}

/** Converts a problem to JSON. */
export function problemJson(
  problem: Problem,
): z.infer<typeof problemSchema> {
  const { status, code, words, fields } = problem;
  const errors = Object.entries(fields ?? {})
    .map(([field, reason]) => ({ field, detail: String(reason) }));
  return {
    type: `/api/docs#${code}`,
    title: kindOf(code)?.title ?? String(words),
    status,
    detail: detailOf(String(words), errors),
    code,
    ...errors.length > 0 && { errors },
    ...factsOf(problem),
  };
}

/** The sentence about a problem, with the fields named as in the API. */
function detailOf(
  words: string,
  errors: readonly { field: string; detail: string }[],
): string {
  const [first, ...others] = errors;
  if (!first || (others.length === 0 && words === first.detail)) return words;
  if (others.length === 0) return String(said`Cannot use ${first.field}: ${first.detail}`);
  return String(said`Cannot use these fields: ${errors.map(({ field }) => field).join(", ")}`);
}

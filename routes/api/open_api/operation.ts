import type { z } from "zod";
import type { ProblemCode } from "../problem_kinds.ts";
import type { Scope } from "../../../domain/accounts/user.ts";

/** What operations are about, in the order in which they are described. */
export const GROUPS = [
  "Chats",
  "Messages",
  "Answers",
  "Search",
  "Files",
  "Models",
  "Storage",
] as const;

/** What a successful call returns. */
export type Result = {
  readonly status: 200 | 201 | 204;
  /** What it means, in a sentence. */
  readonly description: string;
  /** Of the body; none for an empty one or a file. */
  readonly schema?: z.ZodType;
  /** Media types of a body that is a file. */
  readonly files?: readonly string[];
  /** Headers that come with it. */
  readonly headers?: readonly ("ETag" | "Location" | "Content-Disposition")[];
  /** Other answers that are no problem, without a body: by status, what they mean. */
  readonly others?: Readonly<Record<number, string>>;
};

/**
 * One thing that can be done under `/api/v1`: what a request must look like, what comes back, and what
 * the document says of it. Requests are validated with these very schemas.
 */
export type Operation<
  Query extends z.ZodObject = z.ZodObject,
  Headers extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> = {
  /** The name of the method in `parley.v1`, in camel case. */
  readonly id: string;
  readonly group: typeof GROUPS[number];
  readonly method: "get" | "post" | "patch" | "put" | "delete";
  /** Below `/api/v1`, with `:names`. */
  readonly path: string;
  readonly scope: Scope;
  readonly summary: string;
  /** What else there is to know, in Markdown paragraphs without markup. */
  readonly description: string;
  readonly query?: Query;
  /** By their names as they are written. */
  readonly headers?: Headers;
  readonly body?: Body;
  /** Media types of the body; JSON by default. */
  readonly bodyTypes?: readonly string[];
  /** A body that is right. */
  readonly example?: z.input<Body>;
  /** Media types of a body that is a file. */
  readonly files?: readonly string[];
  readonly result: Result;
  /** Whether the result comes as events when the caller wants that. */
  readonly streams?: boolean;
  /** Why it may be refused, besides the reasons that all operations have. */
  readonly errors?: readonly ProblemCode[];
};

/** Defines an operation. */
export function operation<
  Query extends z.ZodObject,
  Headers extends z.ZodObject,
  Body extends z.ZodType,
>(definition: Operation<Query, Headers, Body>): Operation<Query, Headers, Body> {
  return definition;
}

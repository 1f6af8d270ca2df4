import type { z } from "zod";
import type { ProblemCode } from "../../problems/kinds.ts";
import type { Scope } from "../../../domain/accounts/user.ts";

/** The groups of operations, in the order in which they are described. */
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
  /** What the result means, in a sentence. */
  readonly description: string;
  /** The schema of a JSON body. */
  readonly schema?: z.ZodType;
  /** Media types of a body that is a file. */
  readonly files?: readonly string[];
  /** Headers of the response. */
  readonly headers?: readonly ("ETag" | "Location" | "Content-Disposition")[];
  /** The meanings of other successful responses, which have no body, by status. */
  readonly others?: Readonly<Record<number, string>>;
};

/**
 * An operation of the API: its request, its result, and its description in the OpenAPI document.
 * Requests are validated with these schemas.
 */
export type Operation<
  Query extends z.ZodObject = z.ZodObject,
  Headers extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> = {
  /** The name of the gRPC method in `parley.v1`, in camel case. */
  readonly id: string;
  readonly group: typeof GROUPS[number];
  readonly method: "get" | "post" | "patch" | "put" | "delete";
  /** The path below `/api/v1`, with `:names`. */
  readonly path: string;
  readonly scope: Scope;
  readonly summary: string;
  /** Further explanation, in paragraphs of plain text. */
  readonly description: string;
  readonly query?: Query;
  /** Headers by their usual spelling. */
  readonly headers?: Headers;
  readonly body?: Body;
  /** Media types of the body; JSON by default. */
  readonly bodyTypes?: readonly string[];
  /** A valid body. */
  readonly example?: z.input<Body>;
  /** Media types of a body that is a file. */
  readonly files?: readonly string[];
  readonly result: Result;
  /** Whether the result is also available as events. */
  readonly streams?: boolean;
  /** Problems of this operation, in addition to those of all operations. */
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

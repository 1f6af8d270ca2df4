import { zValidator } from "@hono/zod-validator";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import { actingUser } from "../../domain/acting_user.ts";
import { AppError } from "../../domain/app_error.ts";
import type { App } from "../../domain/app.ts";
import { type Said, said } from "../../domain/said.ts";
import { problem } from "../problem.ts";
import type { RouteEnv } from "../route_deps.ts";
import { invalidFields } from "../valid_form.ts";
import { acceptedType } from "./accepted_type.ts";
import type { Operation } from "./operation.ts";
import { apiProblem } from "./problem_json.ts";
import { readableJson, refuseOtherTypes } from "./request_body.ts";

/** What Hono carries along with a call. */
export type ApiEnv = {
  Bindings: RouteEnv["Bindings"];
  Variables: RouteEnv["Variables"] & {
    /** For whom the caller acts. */
    userId: string;
    /** The media type that the caller wants. */
    mediaType: string;
  };
};

/** A call that may be made and says what it must. */
export type Call<
  Query extends z.ZodObject = z.ZodObject,
  Headers extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> = {
  readonly c: Context<ApiEnv>;
  readonly userId: string;
  /** Values of the `:names` in the path. */
  readonly params: Readonly<Record<"chat" | "message" | "answer", string>>;
  readonly query: z.output<Query>;
  readonly headers: z.output<Headers>;
  readonly body: z.output<Body>;
  /** Whether the caller wants events instead of one body. */
  readonly wantsEvents: boolean;
};

/** Below which all operations are. */
export const API_ROOT = "/api/v1";

/** The type of event streams. */
export const EVENT_STREAM = "text/event-stream";

/** Whether a text has the form of an id; anything else is the id of nothing. */
export function isId(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
}

const missing: Readonly<Record<string, Said>> = {
  chat: said`There is no such chat`,
  message: said`There is no such message`,
  answer: said`There is no such answer`,
};

const noQuery = z.strictObject({});

/** The operations of the API, each served as it is defined. */
export class Api {
  readonly routes: Hono<ApiEnv> = new Hono<ApiEnv>();
  /** All that is served, in the order in which it was defined. */
  readonly operations: Operation[] = [];
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  /** Serves an operation. Its handler gets what is valid alone. */
  serve<Query extends z.ZodObject, Headers extends z.ZodObject, Body extends z.ZodType>(
    operation: Operation<Query, Headers, Body>,
    handle: (call: Call<Query, Headers, Body>) => Response | Promise<Response>,
  ): void {
    this.operations.push(operation);
    const { method, path, query = noQuery, headers, body, files } = operation;
    const steps: MiddlewareHandler<ApiEnv>[] = [this.#authorize(operation), negotiate(operation)];
    if (files) steps.push(refuseOtherTypes(files));
    steps.push(zValidator("query", query, refuse));
    if (headers) steps.push(zValidator("header", headers, refuse));
    if (body) steps.push(readableJson(), zValidator("json", body, refuse));
    const respond = (c: Context<ApiEnv>) => handle(readCall(c));
    this.routes.on(method.toUpperCase(), [API_ROOT + path], ...steps, respond);
  }

  #authorize({ scope }: Operation): MiddlewareHandler<ApiEnv> {
    const app = this.#app;
    return async function authorize(c, next) {
      const principal = await app.authenticate(c.req.header("Authorization"));
      if (principal.kind === "user" && !principal.scopes.includes(scope)) {
        c.header(
          "WWW-Authenticate",
          `Bearer realm="Parley", error="insufficient_scope", scope="${scope}"`,
        );
      }
      const userId = c.req.header("X-Parley-User") ?? "";
      c.set("userId", actingUser(principal, { userId, scope, field: "x-parley-user" }));
      for (const [name, value] of Object.entries(c.req.param())) {
        if (!isId(value as string)) throw new AppError("not_found", missing[name]!);
      }
      await next();
    };
  }
}

function negotiate({ streams, result }: Operation): MiddlewareHandler<ApiEnv> {
  const offers = [
    ...result.schema ? ["application/json"] : [],
    ...streams ? [EVENT_STREAM] : [],
  ];
  return async function negotiate(c, next) {
    const type = offers.length === 0 ? "" : acceptedType(c.req.header("Accept"), offers);
    if (type === null) return notAcceptable(c, offers);
    c.set("mediaType", type);
    if (streams) c.header("Vary", "Accept", { append: true });
    return await next();
  };
}

function notAcceptable(c: Context, offers: readonly string[]): Response {
  const words = said`Cannot answer in a form that Accept names; there is: ${offers.join(", ")}`;
  return apiProblem(c, problem(406, { code: "not_acceptable", words }));
}

function readCall<Query extends z.ZodObject, Headers extends z.ZodObject, Body extends z.ZodType>(
  c: Context<ApiEnv>,
): Call<Query, Headers, Body> {
  return {
    c,
    userId: c.var.userId,
    params: c.req.param() as Call["params"],
    query: c.req.valid("query" as never),
    headers: c.req.valid("header" as never),
    body: c.req.valid("json" as never),
    wantsEvents: c.var.mediaType === EVENT_STREAM,
  };
}

type Issue = z.core.$ZodIssue;

function refuse(result: { success: true } | { success: false; error: z.core.$ZodError }): void {
  if (!result.success) throw invalidFields(result.error.issues.flatMap(namedIssues));
}

/** Fields that there aren't are named each. */
function namedIssues(issue: Issue): { path: PropertyKey[]; message: string | Said }[] {
  if (issue.code !== "unrecognized_keys") return [issue];
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    message: said`There is no such field`,
  }));
}

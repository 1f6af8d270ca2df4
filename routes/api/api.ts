import { zValidator } from "@hono/zod-validator";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import { allows } from "../../domain/accounts/acting_user.ts";
import { AppError, invalidArgument } from "../../domain/app_error.ts";
import type { App } from "../../domain/app.ts";
import { isChatId, isId } from "../../domain/id.ts";
import { type Said, said } from "../../domain/said.ts";
import type { Principal, Scope } from "../../domain/accounts/user.ts";
import { problem } from "../problems/problem.ts";
import type { RouteEnv } from "../route_env.ts";
import { acceptedType } from "./accepted_type.ts";
import { actFor, authenticate } from "./caller.ts";
import { inContractNames } from "./open_api/contract_names.ts";
import type { Operation } from "./open_api/operation.ts";
import { apiProblem } from "../problems/json.ts";
import { refuseInput } from "./refuse_input.ts";
import { readableJson, refuseOtherTypes } from "./request_body.ts";

/** Facts that Hono carries along with an authorized call. */
export type ApiEnv = {
  Bindings: RouteEnv["Bindings"];
  Variables: RouteEnv["Variables"] & {
    /** The holder of the token. */
    principal: Principal;
    /** The user for whom the caller acts. */
    userId: string;
    /** The media type of the response. */
    mediaType: string;
  };
};

/** An authorized call with valid input. */
export type Call<
  Query extends z.ZodObject = z.ZodObject,
  Headers extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> = {
  readonly c: Context<ApiEnv>;
  /** The holder of the token, for results that depend on its scopes. */
  readonly principal: Principal;
  readonly userId: string;
  /** Values of the `:names` in the path. */
  readonly params: Readonly<Record<"chat" | "message" | "answer", string>>;
  readonly query: z.output<Query>;
  readonly headers: z.output<Headers>;
  readonly body: z.output<Body>;
  /** Whether the caller wants events instead of one body. */
  readonly wantsEvents: boolean;
};

/** The path below which all operations are. */
export const API_ROOT = "/api/v1";

/** The type of event streams. */
export const EVENT_STREAM = "text/event-stream";

const missing: Readonly<Record<string, Said>> = {
  chat: said`There is no such chat`,
  message: said`There is no such message`,
  answer: said`There is no such answer`,
};

const noQuery = z.strictObject({});

/** The API's operations, served as their definitions say. */
export class Api {
  readonly routes: Hono<ApiEnv> = new Hono<ApiEnv>();
  /** All operations, in the order in which they were added. */
  readonly operations: Operation[] = [];
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  /** Serves an operation. Its handler is called with valid input only. */
  serve<Query extends z.ZodObject, Headers extends z.ZodObject, Body extends z.ZodType>(
    operation: Operation<Query, Headers, Body>,
    handle: (call: Call<Query, Headers, Body>) => Response | Promise<Response>,
  ): void {
    this.operations.push(operation);
    const { method, path, query = noQuery, headers, body, files } = operation;
    const steps: MiddlewareHandler<ApiEnv>[] = [this.#authorize(operation), negotiate(operation)];
    if (files) steps.push(refuseOtherTypes(files));
    steps.push(zValidator("query", query, refuseInput(query, said`parameter`)));
    if (headers) steps.push(zValidator("header", headers, refuseInput(headers)));
    if (body) steps.push(readableJson(), zValidator("json", body, refuseInput(body)));
    const respond = async (c: Context<ApiEnv>) => {
      try {
        return await handle(readCall(c));
      } catch (error) {
        throw inContractNames(error);
      }
    };
    this.routes.on(method.toUpperCase(), [API_ROOT + path], ...steps, respond);
  }

  #authorize({ scope }: Operation): MiddlewareHandler<ApiEnv> {
    const app = this.#app;
    return async function authorize(c, next) {
      const principal = await authenticate(c, app);
      if (!allows(principal, scope)) c.header("WWW-Authenticate", challengeFor(scope));
      const userId = c.req.header("X-Parley-User") ?? "";
      // HTTP defines no encoding for other characters (RFC 9110, section 5.5).
      if (/[^\x20-\x7e]/.test(userId)) {
        throw invalidArgument("x-parley-user", said`x-parley-user must be printable ASCII`);
      }
      await actFor(c, app, { userId, scope, field: "x-parley-user" });
      for (const [name, value] of Object.entries(c.req.param())) {
        const isPossible = name === "chat" ? isChatId : isId;
        if (!isPossible(value as string)) throw new AppError("not_found", missing[name]!);
      }
      await next();
    };
  }
}

/** The value of `WWW-Authenticate` for a token without the scope (RFC 6750, section 3.1). */
function challengeFor(scope: Scope): string {
  return `Bearer realm="Parley", error="insufficient_scope", scope="${scope}"`;
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
  const words = said`Cannot respond in a format that Accept names; available: ${offers.join(", ")}`;
  return apiProblem(c, problem(406, { code: "not_acceptable", words }));
}

function readCall<Query extends z.ZodObject, Headers extends z.ZodObject, Body extends z.ZodType>(
  c: Context<ApiEnv>,
): Call<Query, Headers, Body> {
  return {
    c,
    principal: c.var.principal,
    userId: c.var.userId,
    params: c.req.param() as Call["params"],
    query: c.req.valid("query" as never),
    headers: c.req.valid("header" as never),
    body: c.req.valid("json" as never),
    wantsEvents: c.var.mediaType === EVENT_STREAM,
  };
}

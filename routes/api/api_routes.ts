import { Hono } from "hono";
import type { ApiDocument } from "../../views/open_api.ts";
import { paths } from "../../views/paths.ts";
import { Api } from "./api.ts";
import { serveChats } from "./chat_api.ts";
import { serveMessages } from "./message_api.ts";
import { openApiDocument } from "./open_api_document.ts";
import { serveOthers } from "./other_api.ts";
import { serveTurns } from "./turn_api.ts";
import type { TurnDeps } from "./turn_responses.ts";
import type { RouteEnv } from "../route_deps.ts";

/** `/api/v1`: the JSON API for programs. */
export function apiRoutes(deps: TurnDeps): Hono<RouteEnv> {
  const api = new Api(deps.app);
  serveChats(api, deps.app);
  serveMessages(api, deps.app);
  serveTurns(api, deps);
  serveOthers(api, deps.app);
  let document: ApiDocument | undefined;
  api.routes.get(paths.openApi(), (c) => c.json(document ??= openApiDocument(api.operations)));
  const routes = new Hono<RouteEnv>();
  routes.route("/", api.routes);
  return routes;
}

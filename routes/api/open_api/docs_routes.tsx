import { Hono } from "hono";
import { ApiDocsPage } from "../../../views/api_docs/api_docs_page.tsx";
import type { ApiDocument } from "../../../views/api_docs/open_api.ts";
import type { AssetUrls } from "../../../views/layout.tsx";
import { paths } from "../../../views/paths.ts";
import type { RouteEnv } from "../../route_env.ts";
import type { Site } from "../../site.ts";
import { openApiDocument } from "./document.ts";
import type { Operation } from "./operation.ts";
import { type ProblemCode, problemKinds, statusOf } from "../../problems/kinds.ts";

type ApiDocsDeps = {
  readonly operations: readonly Operation[];
  readonly assets: AssetUrls;
  readonly site: Site;
};

/** The API's documentation: an OpenAPI document for tools, and a page for people. */
export function apiDocsRoutes({ operations, assets, site }: ApiDocsDeps): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  let made: ApiDocument | undefined;
  const document = () => made ??= openApiDocument(operations);

  routes.get(paths.openApi(), (c) => c.json(document()));

  routes.get(paths.apiDocs(), (c) => {
    const origin = site.publicUrl ?? new URL(c.req.url).origin;
    const page = { t: c.var.t, assets, origin, document: document(), problems };
    return c.html(<ApiDocsPage {...page} />);
  });

  return routes;
}

const problems = Object.entries(problemKinds)
  .map(([code, kind]) => ({ code, status: statusOf(code as ProblemCode), ...kind }));

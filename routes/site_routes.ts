import { Hono } from "hono";
import { RETRY_SECONDS } from "../domain/app_error.ts";
import { VERSION } from "../domain/version.ts";
import { acceptedEncoding } from "./http/accepted_encoding.ts";
import { paths } from "../views/paths.ts";
import type { Assets } from "./assets.ts";
import type { RouteEnv } from "./route_env.ts";

type SiteDeps = { readonly assets: Assets; readonly ready: () => Promise<boolean> };

/** A year, the customary maximum (RFC 9111, section 5.3). The path changes with the content. */
const FOR_EVER = "public, max-age=31536000, immutable";

/** For files that keep their path when they change. */
const FOR_AN_HOUR = "public, max-age=3600";

/** Routes that need no session: the page's files, and whether the server is alive and ready. */
export function siteRoutes({ assets, ready }: SiteDeps): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  routes.get("/healthz", (c) => c.text("alive\n"));

  routes.get("/readyz", async (c) => {
    const version = `Parley ${VERSION}\n`;
    if (await ready().catch(() => false)) return c.text(`ready\n${version}`);
    return c.text(`This server is stopping, or its database doesn't answer\n${version}`, 503, {
      "Retry-After": String(RETRY_SECONDS),
    });
  });

  routes.get(paths.manifest(), (c) => {
    c.header("Content-Type", "application/manifest+json");
    c.header("Cache-Control", FOR_AN_HOUR);
    return c.body(JSON.stringify(webManifest(assets)));
  });

  routes.get("/assets/:version/:file", async (c) => {
    const { version, file } = c.req.param();
    const asset = assets.find(`${version}/${file}`);
    if (!asset) return c.notFound();
    const encoding = acceptedEncoding(c.req.header("Accept-Encoding"), ["br", "gzip"]);
    c.header("Content-Type", asset.contentType);
    c.header("Cache-Control", FOR_EVER);
    c.header("Vary", "Accept-Encoding");
    if (encoding !== "identity") c.header("Content-Encoding", encoding);
    return c.body(await asset.body(encoding));
  });

  return routes;
}

/** Lets browsers install the page as an app (W3C, "Web Application Manifest"). */
function webManifest(assets: Assets) {
  const icon = (name: string, sizes: string, purpose: string) => ({
    src: assets.url(name),
    type: "image/png",
    sizes,
    purpose,
  });
  return {
    id: paths.home(),
    name: "Parley",
    start_url: paths.home(),
    display: "standalone",
    background_color: "#fdfcfa",
    theme_color: "#fdfcfa",
    icons: [
      icon("icon-192.png", "192x192", "any"),
      icon("icon-512.png", "512x512", "any"),
      icon("icon-maskable.png", "512x512", "maskable"),
    ],
  };
}

import { loadAssetFiles } from "../../infra/web/asset_files.ts";

/** The server's response to a request that isn't for a static file. */
export type StaticAnswer = { html: string; status?: number; headers?: Record<string, string> };

/** Serves views to a browser, with Parley's content security policy. */
export type PageServer = AsyncDisposable & {
  readonly origin: string;
  /** The submitted forms. */
  readonly sent: { path: string; fields: Record<string, string>; isHtmx: boolean }[];
};

const policy = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'"],
  ...["connect-src 'self'", "manifest-src 'self'", "frame-src 'self'", "form-action 'self'"],
].join("; ");

const types: Record<string, string> = {
  css: "text/css",
  js: "text/javascript",
  png: "image/png",
  svg: "image/svg+xml",
};

/**
 * Starts a server on a free port.
 *
 * @param answer Takes `GET /path` or `POST /path`.
 */
export function startPageServer(answer: (what: string) => StaticAnswer): PageServer {
  const sent: PageServer["sent"] = [];
  const options = { port: 0, hostname: "127.0.0.1", onListen() {} };
  const server = Deno.serve(options, async (request) => {
    const { pathname: path } = new URL(request.url);
    if (path === "/manifest.webmanifest") return new Response("{}");
    if (path.startsWith("/assets/")) return await assetResponse(path.slice("/assets/".length));
    if (request.method === "POST") {
      const fields = Object.fromEntries(new URLSearchParams(await request.text()));
      sent.push({ path, fields, isHtmx: request.headers.has("HX-Request") });
    }
    const { html, status, headers } = answer(`${request.method} ${path}`);
    return new Response(html, {
      status,
      headers: { "Content-Type": "text/html", "Content-Security-Policy": policy, ...headers },
    });
  });
  const origin = `http://127.0.0.1:${server.addr.port}`;
  return { origin, sent, [Symbol.asyncDispose]: () => server.shutdown() };
}

async function assetResponse(name: string): Promise<Response> {
  const files = await loadAssetFiles(new URL("../../views/assets/", import.meta.url), String);
  const body = await files.find(files.url(name))!.body("identity");
  return new Response(body, { headers: { "Content-Type": types[name.split(".").at(-1)!]! } });
}

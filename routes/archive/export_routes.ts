import { Hono } from "hono";
import { z } from "zod";
import type { App } from "../../domain/app.ts";
import { fileHeaders } from "./file_headers.ts";
import { byteStream } from "../http/byte_stream.ts";
import type { RouteEnv } from "../route_env.ts";
import { sessionRight, signedInUser } from "../accounts/session_cookie.ts";

const exportQuery = z.enum(["md", "json"]).catch("json");

const contentTypes = { md: "text/markdown; charset=utf-8", json: "application/json" };

/** Downloads of chats: of one, or of all of a user's. */
export function exportRoutes({ app }: { app: App }): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  routes.get("/chats/:chat/export", async (c) => {
    const format = exportQuery.parse(c.req.query("format"));
    const userId = signedInUser(c).id;
    const chat = await app.exportChat({ userId, chatId: c.req.param("chat"), format });
    const body = byteStream(chat.text, (end) => app.holdRight(sessionRight(c), end));
    return c.body(body, 200, fileHeaders(chat.fileName, contentTypes[format]));
  });

  routes.get("/account/export", async (c) => {
    const archive = await app.exportAccount(signedInUser(c));
    const body = byteStream(archive, (end) => app.holdRight(sessionRight(c), end));
    return c.body(body, 200, fileHeaders("parley.zip", "application/zip"));
  });

  return routes;
}

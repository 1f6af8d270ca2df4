import { type Context, Hono } from "hono";
import { z } from "zod";
import type { App } from "../../domain/app.ts";
import { attachment } from "./attachment.ts";
import { byteStream } from "../http/byte_stream.ts";
import type { RouteEnv } from "../route_env.ts";
import { sessionRight, signedInUser } from "../accounts/session_cookie.ts";

const exportQuery = z.enum(["md", "json"]).catch("json");

/**
 * Files have types of their own and are streamed. The browser doesn't show them, and they aren't
 * compressed, which would need all of a file in memory.
 */
const contentTypes = { md: "text/markdown; charset=utf-8", json: "application/json" };

/** Downloads of chats: of one, or of all of a user's. */
export function exportRoutes({ app }: { app: App }): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  routes.get("/chats/:chat/export", async (c) => {
    const format = exportQuery.parse(c.req.query("format"));
    const userId = signedInUser(c).id;
    const chat = await app.exportChat({ userId, chatId: c.req.param("chat"), format });
    asFile(c, chat.fileName, contentTypes[format]);
    return c.body(byteStream(chat.text, (end) => app.holdRight(sessionRight(c), end)));
  });

  routes.get("/account/export", async (c) => {
    const archive = await app.exportAccount(signedInUser(c));
    asFile(c, "parley.zip", "application/zip");
    return c.body(byteStream(archive, (end) => app.holdRight(sessionRight(c), end)));
  });

  return routes;
}

function asFile(c: Context, fileName: string, contentType: string): void {
  c.header("Content-Type", contentType);
  c.header("Content-Disposition", attachment(fileName));
  c.header("Cache-Control", "no-store, no-transform");
}

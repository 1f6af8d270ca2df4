import { type Context, Hono } from "hono";
import { z } from "zod";
import type { App } from "../../domain/app.ts";
import { attachment } from "./attachment.ts";
import { byteStream } from "../streams/byte_stream.ts";
import type { RouteEnv } from "../route_env.ts";
import { sessionRight, signedInUser } from "../accounts/session_cookie.ts";

const exportQuery = z.enum(["md", "json"]).catch("json");

/**
 * Files have their own type and are streamed, so that they are neither shown nor compressed on the way,
 * which would take them whole.
 */
const contentTypes = { md: "text/markdown; charset=utf-8", json: "application/json" };

/** Chats as files to take away: one of them, or all that a user has. */
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

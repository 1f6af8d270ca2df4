import { type Context, Hono } from "hono";
import { z } from "zod";
import { AppError, invalidArgument } from "../../domain/app_error.ts";
import type { App } from "../../domain/app.ts";
import { said } from "../../domain/said.ts";
import { paths } from "../../views/paths.ts";
import type { AccountPageView } from "../accounts/page_view.tsx";
import { attachment } from "./attachment.ts";
import { byteStream } from "../streams/byte_stream.ts";
import type { BodyPace } from "../http/body_parts.ts";
import { receiveUpload } from "./receive_upload.ts";
import type { RouteEnv } from "../route_env.ts";
import { sessionRight, signedInUser } from "../accounts/session_cookie.ts";

type TransferDeps = {
  readonly app: App;
  readonly page: AccountPageView;
  readonly uploadPace?: BodyPace;
};

/** What the form adds to its file: boundaries and headers. */
const FORM_BYTES = 4096;

const exportQuery = z.enum(["md", "json"]).catch("json");

/**
 * Files have their own type and are streamed, so that they are neither shown nor compressed on the way,
 * which would take them whole.
 */
const contentTypes = { md: "text/markdown; charset=utf-8", json: "application/json" };

/** Chats as files: one or all of them out, and in again. */
export function transferRoutes(
  { app, page, uploadPace: pace }: TransferDeps,
): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  routes.get("/chats/:chat/export", async (c) => {
    const format = exportQuery.parse(c.req.query("format"));
    const userId = signedInUser(c).id;
    const chat = await app.exportChat({ userId, chatId: c.req.param("chat"), format });
    asFile(c, chat.fileName, contentTypes[format]);
    return c.body(byteStream(chat.text, (end) => app.holdRight(sessionRight(c), end)));
  });

  // The page that an import leaves, asked for once more.
  routes.get("/account/import", (c) => c.redirect(paths.account(), 303));

  routes.get("/account/export", async (c) => {
    const archive = await app.exportAccount(signedInUser(c));
    asFile(c, "parley.zip", "application/zip");
    return c.body(byteStream(archive, (end) => app.holdRight(sessionRight(c), end)));
  });

  routes.post("/account/import", async (c) => {
    try {
      const report = await app.importChats(signedInUser(c).id, async (keep) => {
        const form = await receiveUpload(c.req.raw, { around: FORM_BYTES, keep, pace });
        return await fileOf(form, c.req.header("Content-Type") ?? "");
      });
      return await page.show(c, { report });
    } catch (error) {
      return await page.refuse(c, error, { form: "import" });
    }
  });

  return routes;
}

function asFile(c: Context, fileName: string, contentType: string): void {
  c.header("Content-Type", contentType);
  c.header("Content-Disposition", attachment(fileName));
  c.header("Cache-Control", "no-store, no-transform");
}

async function fileOf(body: Blob, contentType: string): Promise<Blob> {
  const response = new Response(body, { headers: { "Content-Type": contentType } });
  const form = await response.formData().catch((cause) => {
    throw new AppError("malformed_request", said`Cannot read the form`, { cause });
  });
  const file = form.get("file");
  if (file instanceof Blob && file.size > 0) return file;
  throw invalidArgument("file", said`Choose a file that is not empty`);
}

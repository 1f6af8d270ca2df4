import { Hono } from "hono";
import { AppError, invalidArgument } from "../../domain/app_error.ts";
import type { App } from "../../domain/app.ts";
import { said } from "../../domain/said.ts";
import { paths } from "../../views/paths.ts";
import type { AccountPageView } from "../accounts/page_view.tsx";
import type { BodyPace } from "../http/body_parts.ts";
import { receiveUpload } from "./receive_upload.ts";
import type { RouteEnv } from "../route_env.ts";
import { signedInUser } from "../accounts/session_cookie.ts";

type ImportDeps = {
  readonly app: App;
  readonly page: AccountPageView;
  readonly uploadPace?: BodyPace;
};

/** Most bytes that the form adds to its file, with boundaries and headers. */
const FORM_BYTES = 4096;

/** Imports chats from files, and reports the result on the account page. */
export function importRoutes({ app, page, uploadPace: pace }: ImportDeps): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  // The URL of the page after an import, when it is opened again.
  routes.get("/account/import", (c) => c.redirect(paths.account(), 303));

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

async function fileOf(body: Blob, contentType: string): Promise<Blob> {
  const response = new Response(body, { headers: { "Content-Type": contentType } });
  const form = await response.formData().catch((cause) => {
    throw new AppError("malformed_request", said`Cannot read the form`, { cause });
  });
  const file = form.get("file");
  if (file instanceof Blob && file.size > 0) return file;
  throw invalidArgument("file", said`Choose a file that is not empty`);
}

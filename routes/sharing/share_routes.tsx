import { type Context, Hono } from "hono";
import type { App } from "../../domain/app.ts";
import { paths } from "../../views/paths.ts";
import { SharePage } from "../../views/sharing/share_page.tsx";
import type { ShellData } from "../chats/shell_data.ts";
import type { RouteEnv } from "../route_env.ts";
import type { Site } from "../site.ts";
import { signedInUser } from "../accounts/session_cookie.ts";
import { viewer } from "../accounts/viewer.ts";

type ShareDeps = { readonly app: App; readonly shell: ShellData; readonly site: Site };

/** Lets a chat's owner share it by a link. */
export function shareRoutes({ app, shell, site }: ShareDeps): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  routes.get("/chats/:chat/share", async (c) => {
    const { user } = viewer(c);
    const chatId = c.req.param("chat");
    const [chat, share] = await Promise.all([
      app.getChat(user.id, chatId),
      app.findShare(user.id, chatId),
    ]);
    const link = share && {
      url: new URL(paths.sharedChat(share.linkSecret), origin(c, site)).href,
      createdAt: share.createdAt,
      isCurrent: share.leaf === chat.activeLeaf,
    };
    return c.html(<SharePage {...await shell.props(viewer(c), chatId)} chat={chat} share={link} />);
  });

  routes.post("/chats/:chat/share", async (c) => {
    const { chatId } = await app.shareChat(signedInUser(c).id, c.req.param("chat"));
    return c.redirect(paths.shareChat(chatId), 303);
  });

  routes.post("/chats/:chat/unshare", async (c) => {
    const chatId = c.req.param("chat");
    await app.unshareChat(signedInUser(c).id, chatId);
    return c.redirect(paths.shareChat(chatId), 303);
  });

  return routes;
}

function origin(c: Context, { publicUrl }: Site): string {
  return publicUrl ?? new URL(c.req.url).origin;
}

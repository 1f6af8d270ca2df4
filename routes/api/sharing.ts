import { z } from "zod";
import type { App } from "../../domain/app.ts";
import type { Share } from "../../domain/sharing/gateway.ts";
import { paths } from "../../views/paths.ts";
import type { Api } from "./api.ts";
import { timeField } from "./fields.ts";
import { operation } from "./open_api/operation.ts";

const shareFields = {
  path: z.string().meta({
    description:
      "Path of the page with the chat, on this server; whoever has it can read the chat.",
    examples: ["/share/3mQvYk"],
  }),
  share_time: timeField.meta({
    description: "When the chat was shared last; newer messages are not shown.",
  }),
};

/** Tells whether a chat is shared. */
const getShare = operation({
  id: "getShare",
  group: "Chats",
  method: "get",
  path: "/chats/:chat/share",
  scope: "chat:read",
  summary: "Tell whether a chat is shared",
  description: "Whoever has the link can read the chat, as it was when it was shared last.",
  result: {
    status: 200,
    description: "Its link; both null when it is not shared.",
    schema: z.object({
      path: shareFields.path.nullable(),
      share_time: shareFields.share_time.nullable(),
    }),
  },
  errors: ["not_found"],
});

/** Shares a chat. */
const shareChat = operation({
  id: "shareChat",
  group: "Chats",
  method: "put",
  path: "/chats/:chat/share",
  scope: "chat:share",
  summary: "Let anyone with the link read a chat",
  description: "They read the branch that is shown, as far as it goes now. A chat that is shared " +
    "already keeps its link and shows its newest message from now on.",
  result: {
    status: 200,
    description: "The chat is shared.",
    schema: z.object(shareFields),
  },
  errors: ["not_found"],
});

/** Stops sharing a chat. */
const unshareChat = operation({
  id: "unshareChat",
  group: "Chats",
  method: "delete",
  path: "/chats/:chat/share",
  scope: "chat:write",
  summary: "Make a chat's link worthless",
  description: "A chat that isn't shared stays so.",
  result: { status: 204, description: "The chat is not shared." },
  errors: ["not_found"],
});

/** Serves the links to chats. */
export function serveSharing(api: Api, app: App): void {
  api.serve(getShare, async ({ c, userId, params }) => {
    const share = await app.findShare(userId, params.chat);
    return c.json(share ? shareJson(share) : { path: null, share_time: null });
  });

  api.serve(shareChat, async ({ c, userId, params }) => {
    return c.json(shareJson(await app.shareChat(userId, params.chat)));
  });

  api.serve(unshareChat, async ({ c, userId, params }) => {
    await app.unshareChat(userId, params.chat);
    return c.body(null, 204);
  });
}

function shareJson({ token, createdAt }: Share) {
  return { path: paths.sharedChat(token), share_time: createdAt.toISOString() };
}

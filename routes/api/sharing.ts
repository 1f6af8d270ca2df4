import { z } from "zod";
import type { App } from "../../domain/app.ts";
import type { Share } from "../../domain/sharing/gateway.ts";
import { paths } from "../../views/paths.ts";
import type { Api } from "./api.ts";
import { timeField } from "./fields.ts";
import { operation } from "./open_api/operation.ts";

const shareFields = {
  path: z.string().meta({
    description: "Path of the shared page on this server. Anyone with the link can read the chat.",
    examples: ["/share/3mQvYk"],
  }),
  share_time: timeField.meta({
    description: "Time when the chat was last shared; newer messages are not shown.",
  }),
};

/** Reads a chat's link. */
const getShareOperation = operation({
  id: "getShare",
  group: "Chats",
  method: "get",
  path: "/chats/:chat/share",
  scope: "chat:read",
  summary: "Get a chat's link, if it is shared",
  description: "Anyone with the link can read the chat as it was when it was last shared.",
  result: {
    status: 200,
    description: "The link; both fields are null if the chat is not shared.",
    schema: z.object({
      path: shareFields.path.nullable(),
      share_time: shareFields.share_time.nullable(),
    }),
  },
  errors: ["not_found"],
});

/** Shares a chat. */
const shareChatOperation = operation({
  id: "shareChat",
  group: "Chats",
  method: "put",
  path: "/chats/:chat/share",
  scope: "chat:share",
  summary: "Let anyone with the link read a chat",
  description: "The link shows the current branch up to its newest message. Sharing a chat again " +
    "keeps its link and adds the messages since then.",
  result: {
    status: 200,
    description: "The chat is shared.",
    schema: z.object(shareFields),
  },
  errors: ["not_found"],
});

/** Stops sharing a chat. */
const unshareChatOperation = operation({
  id: "unshareChat",
  group: "Chats",
  method: "delete",
  path: "/chats/:chat/share",
  scope: "chat:write",
  summary: "Stop sharing a chat",
  description: "Its link stops working for good. A chat that is not shared stays as it is.",
  result: { status: 204, description: "The chat is not shared." },
  errors: ["not_found"],
});

/** Serves the links to chats. */
export function serveSharing(api: Api, app: App): void {
  api.serve(getShareOperation, async ({ c, userId, params }) => {
    const share = await app.findShare(userId, params.chat);
    return c.json(share ? shareJson(share) : { path: null, share_time: null });
  });

  api.serve(shareChatOperation, async ({ c, userId, params }) => {
    return c.json(shareJson(await app.shareChat(userId, params.chat)));
  });

  api.serve(unshareChatOperation, async ({ c, userId, params }) => {
    await app.unshareChat(userId, params.chat);
    return c.body(null, 204);
  });
}

function shareJson({ linkSecret, createdAt }: Share) {
  return { path: paths.sharedChat(linkSecret), share_time: createdAt.toISOString() };
}

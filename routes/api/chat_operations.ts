import { z } from "zod";
import { chatSchema } from "./chat_schema.ts";
import {
  flagField,
  namedIdField,
  nextPageTokenField,
  pageSizeField,
  pageTokenField,
  timeField,
} from "./fields.ts";
import { operation } from "./operation.ts";

/** Lists chats. */
export const listChats = operation({
  id: "listChats",
  group: "Chats",
  method: "get",
  path: "/chats",
  scope: "chat:read",
  summary: "List chats",
  description: "Pinned ones first, then by last message, newest first.",
  query: z.strictObject({
    page_size: pageSizeField({ usual: 50, most: 200 }),
    page_token: pageTokenField,
    archived: flagField.meta({
      type: "boolean",
      description: "Lists the archived chats instead of the others.",
    }),
  }),
  result: {
    status: 200,
    description: "A page of chats.",
    schema: z.object({ chats: z.array(chatSchema), next_page_token: nextPageTokenField }),
  },
  errors: ["invalid_argument"],
});

/** Reads a chat. */
export const getChat = operation({
  id: "getChat",
  group: "Chats",
  method: "get",
  path: "/chats/:chat",
  scope: "chat:read",
  summary: "Read a chat",
  result: { status: 200, description: "The chat.", schema: chatSchema },
  errors: ["not_found"],
});

/** Ends a chat. */
export const endChat = operation({
  id: "endChat",
  group: "Chats",
  method: "post",
  path: "/chats/:chat/end",
  scope: "chat:write",
  summary: "End a chat for good",
  description: "It can be read but takes no more messages. A running answer is stopped.",
  result: { status: 200, description: "The chat, which has ended.", schema: chatSchema },
  errors: ["not_found"],
});

/** Deletes a chat. */
export const deleteChat = operation({
  id: "deleteChat",
  group: "Chats",
  method: "delete",
  path: "/chats/:chat",
  scope: "chat:write",
  summary: "Delete a chat with all its messages",
  description: "A running answer is stopped. For an hour restoreChats brings the chat back.",
  result: {
    status: 200,
    description: "The chat is deleted.",
    schema: z.object({
      delete_time: timeField.meta({ description: "Names this deletion to restoreChats." }),
    }),
  },
  errors: ["not_found"],
});

/** Brings deleted chats back. */
export const restoreChats = operation({
  id: "restoreChats",
  group: "Chats",
  method: "post",
  path: "/chats/restore",
  scope: "chat:write",
  summary: "Bring back what was deleted less than an hour ago",
  body: z.strictObject({
    delete_time: z.iso.datetime({
      offset: true,
      error: "Must be a time such as 2026-03-14T15:09:26.535Z",
    })
      .meta({ description: "As deleteChat returned it." }),
  }),
  result: {
    status: 200,
    description: "The chats are back.",
    schema: z.object({
      chat_ids: z.array(z.string()).meta({ description: "All that were deleted together." }),
    }),
  },
  errors: ["not_found", "invalid_argument"],
});

/** Shows another branch. */
export const selectBranch = operation({
  id: "selectBranch",
  group: "Messages",
  method: "post",
  path: "/chats/:chat/branch",
  scope: "chat:write",
  summary: "Show another branch of a chat",
  description: "That which ends with the newest message below the given one.",
  body: z.strictObject({ message_id: namedIdField("A message on the branch to show.") }),
  result: { status: 200, description: "The chat, which shows the branch.", schema: chatSchema },
  errors: ["not_found"],
});

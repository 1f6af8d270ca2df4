import { PAGE_SIZE } from "../../../domain/chats/bounded_page.ts";
import { z } from "zod";
import {
  changedChatSchema,
  chatSchema,
  settingsPatchSchema,
  systemMessageField,
  titleField,
} from "./schema.ts";
import { entityTagsField } from "./etag.ts";
import {
  flagField,
  namedIdField,
  nextPageTokenField,
  pageSizeField,
  pageTokenField,
  timeField,
} from "../fields.ts";
import { operation, type Result } from "../open_api/operation.ts";

/** Lists chats. */
export const listChatsOperation = operation({
  id: "listChats",
  group: "Chats",
  method: "get",
  path: "/chats",
  scope: "chat:read",
  summary: "List chats",
  description: "Pinned chats first, then by last message, newest first.",
  query: z.strictObject({
    page_size: pageSizeField(PAGE_SIZE),
    page_token: pageTokenField,
    archived: flagField.meta({
      type: "boolean",
      description: "Whether to list the archived chats instead of the others.",
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
export const getChatOperation = operation({
  id: "getChat",
  group: "Chats",
  method: "get",
  path: "/chats/:chat",
  scope: "chat:read",
  summary: "Read a chat",
  description: "Its settings and state; listMessages has its messages.",
  headers: z.object({
    "If-None-Match": entityTagsField.meta({
      description: "The ETag that the client has: if the chat has not changed, there is no body.",
    }),
  }),
  result: {
    status: 200,
    description: "The chat.",
    schema: chatSchema,
    headers: ["ETag"],
    others: { 304: "The chat has not changed." },
  },
  errors: ["not_found"],
});

/** Changes a chat. */
export const updateChatOperation = operation({
  id: "updateChat",
  group: "Chats",
  method: "patch",
  path: "/chats/:chat",
  scope: "chat:write",
  summary: "Change a chat's title or settings, pin it or archive it",
  description:
    "The body is a JSON Merge Patch (RFC 7396): absent fields stay. If any field is wrong, nothing " +
    "is changed. Settings apply from the next question on.",
  headers: z.object({
    "If-Match": entityTagsField.meta({
      description: "The ETag that the client has: if the chat has changed since, the call fails.",
    }),
  }),
  body: z.strictObject({
    title: titleField,
    system_message: systemMessageField.nullable().meta({
      description: "Text that the model reads before the chat; null for the server's default.",
    }),
    settings: settingsPatchSchema,
    pinned: z.boolean().meta({ description: "Whether the chat is at the top of the list." }),
    archived: z.boolean().meta({
      description: "Whether the chat is left out of the list, until its next message.",
    }),
  }).partial(),
  bodyTypes: ["application/merge-patch+json", "application/json"],
  example: { title: "Colours of the sky", settings: { temperature: 0.2 }, pinned: true },
  result: changedChat("The chat, which has changed."),
  errors: ["not_found", "invalid_argument", "chat_ended", "chat_changed", "storage_full"],
});

/** Ends a chat. */
export const endChatOperation = operation({
  id: "endChat",
  group: "Chats",
  method: "post",
  path: "/chats/:chat/end",
  scope: "chat:write",
  summary: "End a chat for good",
  description: "The chat can be read but accepts no more messages. A running answer is stopped.",
  result: changedChat("The chat, which has ended."),
  errors: ["not_found"],
});

/** Deletes a chat. */
export const deleteChatOperation = operation({
  id: "deleteChat",
  group: "Chats",
  method: "delete",
  path: "/chats/:chat",
  scope: "chat:write",
  summary: "Delete a chat with all its messages",
  description: "A running answer is stopped. For an hour, restoreChats can bring the chat back.",
  result: {
    status: 200,
    description: "The chat is deleted.",
    schema: z.object({
      delete_time: timeField.meta({ description: "Identifies this deletion for restoreChats." }),
    }),
  },
  errors: ["not_found"],
});

/** Restores deleted chats. */
export const restoreChatsOperation = operation({
  id: "restoreChats",
  group: "Chats",
  method: "post",
  path: "/chats/restore",
  scope: "chat:write",
  summary: "Restore chats that were deleted less than an hour ago",
  description: "All chats of one deletion come back together, with all their messages.",
  body: z.strictObject({
    delete_time: z.iso.datetime({
      offset: true,
      error: "Must be a time such as 2026-03-14T15:09:26.535Z",
    })
      .meta({ description: "The time that deleteChat returned." }),
  }),
  example: { delete_time: "2026-03-14T15:09:26.535Z" },
  result: {
    status: 200,
    description: "The chats are back.",
    schema: z.object({
      chat_ids: z.array(z.string()).meta({ description: "All chats of that deletion." }),
    }),
  },
  errors: ["not_found", "invalid_argument"],
});

/** Shows another branch. */
export const selectBranchOperation = operation({
  id: "selectBranch",
  group: "Messages",
  method: "post",
  path: "/chats/:chat/branch",
  scope: "chat:write",
  summary: "Show another branch of a chat",
  description: "The branch that ends with the newest message below the given one.",
  body: z.strictObject({ message_id: namedIdField("A message on the branch to show.") }),
  example: { message_id: "0199a1c4-5b7e-7c2d-9f30-6a1b2c3d4e5f" },
  result: changedChat("The chat, which shows the branch."),
  errors: ["not_found"],
});

function changedChat(description: string): Result {
  return { status: 200, description, schema: changedChatSchema, headers: ["ETag"] };
}

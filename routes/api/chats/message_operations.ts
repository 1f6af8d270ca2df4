import { PAGE_SIZE } from "../../../domain/chats/bounded_page.ts";
import { z } from "zod";
import { nextPageTokenField, pageSizeField, pageTokenField } from "../fields.ts";
import { messageSchema } from "./message_schema.ts";
import { operation } from "../open_api/operation.ts";

/** Lists messages. */
export const listMessagesOperation = operation({
  id: "listMessages",
  group: "Messages",
  method: "get",
  path: "/chats/:chat/messages",
  scope: "chat:read",
  summary: "List the messages of the branch that is shown, newest first",
  description: "An answer that is being made has its text so far; follow it for the rest.",
  query: z.strictObject({
    page_size: pageSizeField(PAGE_SIZE),
    page_token: pageTokenField,
  }),
  result: {
    status: 200,
    description: "A page of messages.",
    schema: z.object({ messages: z.array(messageSchema), next_page_token: nextPageTokenField }),
  },
  errors: ["not_found", "invalid_argument"],
});

/** Reads a message. */
export const getMessageOperation = operation({
  id: "getMessage",
  group: "Messages",
  method: "get",
  path: "/chats/:chat/messages/:message",
  scope: "chat:read",
  summary: "Read a message, on any branch",
  description: "An answer that is being made has its text so far.",
  result: { status: 200, description: "The message.", schema: messageSchema },
  errors: ["not_found"],
});

import { z } from "zod";
import type { App } from "../../domain/app.ts";
import { invalidArgument } from "../../domain/app_error.ts";
import { said } from "../../domain/said.ts";
import { MAX_QUERY_LENGTH } from "../../domain/search/query.ts";
import { HITS_PAGE_SIZE } from "../../domain/search/search.ts";
import type { Api } from "./api.ts";
import { idField, nextPageTokenField, pageSizeField, pageTokenField, timeField } from "./fields.ts";
import { operation } from "./open_api/operation.ts";

/** Searches chats. */
const searchChatsOperation = operation({
  id: "searchChats",
  group: "Search",
  method: "get",
  path: "/search",
  scope: "chat:read",
  summary: "Search titles and messages, newest first",
  description: "Finds the beginnings of words on all branches, ignoring case and accents.",
  query: z.strictObject({
    query: z.string("Say what to search for").meta({
      description: "Words that must all occur.",
      minLength: 1,
      maxLength: MAX_QUERY_LENGTH,
    }),
    page_size: pageSizeField(HITS_PAGE_SIZE),
    page_token: pageTokenField,
  }),
  result: {
    status: 200,
    description: "A page of results.",
    schema: z.object({
      hits: z.array(z.object({
        chat_id: idField("The chat."),
        chat_title: z.string().meta({ examples: ["Why is the sky blue?"] }),
        message_id: idField("The message; null if the title was found.").nullable(),
        snippet: z.array(z.object({
          text: z.string().meta({ examples: ["scatters"] }),
          match: z.boolean().meta({
            examples: [true],
            description: "Whether this part matches the query.",
          }),
        })).meta({ description: "The matching line, in parts." }),
        create_time: timeField.meta({
          description: "Time of the message; for a title, of the chat's last message.",
        }),
      })),
      next_page_token: nextPageTokenField,
    }),
  },
  errors: ["invalid_argument"],
});

/** Serves the search in chats. */
export function serveSearch(api: Api, app: App): void {
  api.serve(
    searchChatsOperation,
    async ({ c, userId, query: { query, page_size, page_token } }) => {
      if (query.trim() === "") throw invalidArgument("query", said`There is nothing to search for`);
      const page = { limit: page_size, before: page_token };
      const { hits, next } = await app.searchChats({ userId, query, ...page });
      const found = hits.map(({ chatId, chatTitle, messageId, snippet, at }) => ({
        chat_id: chatId,
        chat_title: chatTitle,
        message_id: messageId,
        snippet: snippet.map(({ text, isMatch: match }) => ({ text, match })),
        create_time: at.toISOString(),
      }));
      return c.json({ hits: found, next_page_token: next });
    },
  );
}

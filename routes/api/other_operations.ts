import { z } from "zod";
import { MAX_QUERY_LENGTH } from "../../domain/search/query.ts";
import { idField, nextPageTokenField, pageSizeField, pageTokenField, timeField } from "./fields.ts";
import { operation } from "./open_api/operation.ts";

/** Media types of files that chats can be brought in from. */
const IMPORT_TYPES = ["application/json", "application/zip", "application/octet-stream"] as const;

/** Searches. */
export const searchChats = operation({
  id: "searchChats",
  group: "Search",
  method: "get",
  path: "/search",
  scope: "chat:read",
  summary: "Search titles and messages, newest first",
  description: "Finds words by their beginnings, whatever their case and accents, on all branches.",
  query: z.strictObject({
    query: z.string("Say what to search for").meta({
      description: "Words that must all be there.",
      minLength: 1,
      maxLength: MAX_QUERY_LENGTH,
    }),
    page_size: pageSizeField({ usual: 30, most: 100 }),
    page_token: pageTokenField,
  }),
  result: {
    status: 200,
    description: "A page of what was found.",
    schema: z.object({
      hits: z.array(z.object({
        chat_id: idField("The chat."),
        chat_title: z.string().meta({ examples: ["Why is the sky blue?"] }),
        message_id: idField("The message; null when it is the title that was found.").nullable(),
        snippet: z.array(z.object({
          text: z.string().meta({ examples: ["scatters"] }),
          match: z.boolean().meta({
            examples: [true],
            description: "Whether it is what was searched for.",
          }),
        })).meta({ description: "The line that was found, in parts." }),
        create_time: timeField.meta({
          description: "When the message was sent, or the chat last went on.",
        }),
      })),
      next_page_token: nextPageTokenField,
    }),
  },
  errors: ["invalid_argument"],
});

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
export const getShare = operation({
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
export const shareChat = operation({
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

/** Ends that. */
export const unshareChat = operation({
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

/** Makes a file of a chat. */
export const exportChat = operation({
  id: "exportChat",
  group: "Files",
  method: "get",
  path: "/chats/:chat/export",
  scope: "chat:read",
  summary: "Make a file of a chat",
  description: "The file comes as it is made, however long the chat is.",
  query: z.strictObject({
    format: z.enum(["json", "markdown"], "Must be json or markdown").default("json").meta({
      description: "`markdown`: the branch that is shown, for people. `json`: all branches, for " +
        "importChats.",
    }),
  }),
  result: {
    status: 200,
    description: "The file.",
    files: ["application/json", "text/markdown"],
    headers: ["Content-Disposition"],
  },
  errors: ["not_found", "invalid_argument"],
});

/** Brings in the chats of a file. */
export const importChats = operation({
  id: "importChats",
  group: "Files",
  method: "post",
  path: "/imports",
  scope: "chat:write",
  summary: "Bring in the chats of a file",
  description:
    "The body is a file that Parley or ChatGPT exported: JSON, or a ZIP archive. The same " +
    "file twice brings nothing the second time.",
  files: IMPORT_TYPES,
  result: {
    status: 200,
    description: "What became of the file's chats.",
    schema: z.object({
      imported: z.int().meta({
        examples: [3],
        description: "Chats that are there now and were not before.",
      }),
      present: z.int().meta({ description: "Chats that were there already, left as they are." }),
      failed: z.int().meta({ description: "Chats that could not be brought in." }),
      failures: z.array(z.object({
        name: z.string().meta({ description: "The chat's title, or the file it is in." }),
        reason: z.string(),
      })).meta({ examples: [[]], description: "The first of those." }),
      omitted: z.object({
        pictures: z.int().meta({
          description: "Pictures, which exports name and don't have. An answer that was only a " +
            "picture says so in words.",
        }),
        recordings: z.int().meta({
          description: "Recordings; what was said in them comes where it was written down.",
        }),
        files: z.int().meta({ description: "Files that were sent with a message." }),
        thoughts: z.int().meta({ description: "What a model thought before it answered." }),
        tool_steps: z.int().meta({
          description: "What was said to tools, and what they answered.",
        }),
        others: z.int().meta({ description: "Parts of a kind that Parley does not know." }),
      }).optional().meta({
        description: "What of the imported chats was left out, by how often; absent where that " +
          "is nothing.",
      }),
    }),
  },
  errors: [
    ...["malformed_request", "invalid_argument", "payload_too_large"] as const,
    ...["request_timeout", "rate_limited"] as const,
  ],
});

/** Lists models. */
export const listModels = operation({
  id: "listModels",
  group: "Models",
  method: "get",
  path: "/models",
  scope: "chat:read",
  summary: "List the models on offer",
  description: "The first is the default one.",
  result: {
    status: 200,
    description: "The models.",
    schema: z.object({
      models: z.array(z.object({
        name: z.string().meta({ examples: ["gpt-x"] }),
        context_tokens: z.int().meta({
          examples: [128000],
          description: "Tokens that prompt and answer may have together.",
        }),
      })),
    }),
  },
});

/** Tells how much is stored. */
export const getStorage = operation({
  id: "getStorage",
  group: "Storage",
  method: "get",
  path: "/storage",
  scope: "chat:read",
  summary: "Get the storage used and its limit",
  description: "A call that would store more than there is room for is refused with storage_full.",
  result: {
    status: 200,
    description: "The storage used and its limit, in bytes.",
    schema: z.object({
      stored_bytes: z.int().meta({
        examples: [48_213],
        description:
          "The texts of messages, titles and system messages in UTF-8, and a little for each of " +
          "them. Deleted chats count until they are removed for good, about an hour later.",
      }),
      limit_bytes: z.int().nullable().meta({
        examples: [1_073_741_824],
        description:
          "The most that may be stored; null where there is no limit. An answer that has begun " +
          "is stored whole, also beyond it.",
      }),
    }),
  },
});

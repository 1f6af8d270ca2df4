import { z } from "zod";
import { rightOf } from "../../domain/accounts/acting_user.ts";
import type { App } from "../../domain/app.ts";
import { invalidArgument } from "../../domain/app_error.ts";
import type { Omissions } from "../../domain/archive/omissions.ts";
import { said } from "../../domain/said.ts";
import { fileHeaders } from "../archive/file_headers.ts";
import { receiveUpload } from "../archive/receive_upload.ts";
import type { BodyPace } from "../http/body_parts.ts";
import { byteStream } from "../http/byte_stream.ts";
import type { Api } from "./api.ts";
import { operation } from "./open_api/operation.ts";

/** Media types of files that can be imported. */
const IMPORT_TYPES = ["application/json", "application/zip", "application/octet-stream"] as const;

/** Export formats by their names in the API. */
const exportFormats = {
  json: { format: "json", type: "application/json" },
  markdown: { format: "md", type: "text/markdown; charset=utf-8" },
} as const;

/** Exports a chat. */
const exportChatOperation = operation({
  id: "exportChat",
  group: "Files",
  method: "get",
  path: "/chats/:chat/export",
  scope: "chat:read",
  summary: "Export a chat as a file",
  description: "The file is streamed, however long the chat is.",
  query: z.strictObject({
    format: z.enum(["json", "markdown"], "Must be json or markdown").default("json").meta({
      description: "`markdown`: the branch that is shown, for reading. `json`: all branches, for " +
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

/** Imports the chats of a file. */
const importChatsOperation = operation({
  id: "importChats",
  group: "Files",
  method: "post",
  path: "/imports",
  scope: "chat:write",
  summary: "Import the chats of a file",
  description:
    "The body is a file that Parley or ChatGPT exported: JSON, or a ZIP archive. Importing the " +
    "same file again adds nothing.",
  files: IMPORT_TYPES,
  result: {
    status: 200,
    description: "A report about the file's chats.",
    schema: z.object({
      imported: z.int().meta({
        examples: [3],
        description: "Number of chats that were imported.",
      }),
      present: z.int().meta({ description: "Chats that existed already and were left unchanged." }),
      failed: z.int().meta({ description: "Chats that could not be imported." }),
      failures: z.array(z.object({
        name: z.string().meta({ description: "The chat's title, or its file." }),
        reason: z.string(),
      })).meta({ examples: [[]], description: "The first of the failed chats." }),
      omitted: z.object({
        pictures: z.int().meta({
          description:
            "Pictures, which exports name but don't contain. An answer that was only a " +
            "picture says so in words.",
        }),
        recordings: z.int().meta({
          description: "Recordings; their transcripts are imported if there are any.",
        }),
        files: z.int().meta({ description: "Files that were sent with a message." }),
        thoughts: z.int().meta({ description: "A model's thoughts before its answer." }),
        tool_steps: z.int().meta({
          description: "Calls of tools, and their results.",
        }),
        others: z.int().meta({ description: "Parts of a kind that Parley does not know." }),
      }).optional().meta({
        description:
          "Counts of parts of the imported chats that were left out; absent if nothing " +
          "was.",
      }),
    }),
  },
  errors: [
    ...["malformed_request", "invalid_argument", "payload_too_large"] as const,
    ...["request_timeout", "rate_limited"] as const,
  ],
});

type ArchiveDeps = { readonly app: App; readonly uploadPace?: BodyPace };

/** Serves export and import. */
export function serveArchive(api: Api, { app, uploadPace: pace }: ArchiveDeps): void {
  api.serve(exportChatOperation, async ({ c, principal, userId, params, query }) => {
    const { format, type } = exportFormats[query.format];
    const { fileName, text } = await app.exportChat({ userId, chatId: params.chat, format });
    const right = rightOf(principal, userId);
    return c.body(
      byteStream(text, (end) => app.holdRight(right, end)),
      200,
      fileHeaders(fileName, type),
    );
  });

  api.serve(importChatsOperation, async ({ c, userId }) => {
    const report = await app.importChats(userId, async (keep) => {
      const file = await receiveUpload(c.req.raw, { keep, pace });
      if (file.size > 0) return file;
      throw invalidArgument("file", said`Choose a file that is not empty`);
    });
    const { omitted, ...counts } = report;
    const failures = report.failures.map(({ name, reason }) => ({ name, reason: String(reason) }));
    return c.json({ ...counts, failures, ...omitted && { omitted: omissionsJson(omitted) } });
  });
}

function omissionsJson({ toolSteps, ...others }: Omissions) {
  return { ...others, tool_steps: toolSteps };
}

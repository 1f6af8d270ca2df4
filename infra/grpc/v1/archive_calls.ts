import { Buffer } from "node:buffer";
import { AppError, invalidArgument } from "../../../domain/app_error.ts";
import type { ExportFormat as FileFormat } from "../../../domain/archive/exports.ts";
import type { Omissions } from "../../../domain/archive/omissions.ts";
import { said } from "../../../domain/said.ts";
import type { ExportChatRequest__Output } from "../generated/parley/v1/ExportChatRequest.ts";
import type { ExportChatResponse } from "../generated/parley/v1/ExportChatResponse.ts";
import type { ImportChatsRequest__Output } from "../generated/parley/v1/ImportChatsRequest.ts";
import type { ImportOmissions } from "../generated/parley/v1/ImportOmissions.ts";
import type { ImportChatsResponse } from "../generated/parley/v1/ImportChatsResponse.ts";
import type { MethodCaller } from "./calls.ts";

/** Most bytes of a file in a response: clients accept 4 MiB as one message by default. */
const MAX_FILE = 4 * 1024 * 1024 - 4096;

const contentTypes: Record<FileFormat, string> = {
  md: "text/markdown; charset=utf-8",
  json: "application/json",
};

/** Exports a chat as a file. */
export async function exportChat(
  { app, userId }: MethodCaller,
  { chat_id: chatId, format: wanted }: ExportChatRequest__Output,
): Promise<ExportChatResponse> {
  const format = formatFrom(wanted);
  const { fileName, text } = await app.exportChat({ userId, chatId, format });
  return {
    file_name: fileName,
    content_type: contentTypes[format],
    content: await bytesOf(text),
  };
}

/** Imports the chats of a file. */
export async function importChats(
  { app, userId }: MethodCaller,
  { file }: ImportChatsRequest__Output,
): Promise<ImportChatsResponse> {
  const report = await app.importChats(userId, new Blob([new Uint8Array(file)]));
  const { omitted, ...counts } = report;
  const failures = report.failures.map(({ name, reason }) => ({ name, reason: String(reason) }));
  return { ...counts, failures, ...omitted && { omitted: toOmissions(omitted) } };
}

function toOmissions({ toolSteps, ...others }: Omissions): ImportOmissions {
  return { ...others, tool_steps: toolSteps };
}

function formatFrom(format: ExportChatRequest__Output["format"]): FileFormat {
  switch (format) {
    case "EXPORT_FORMAT_MARKDOWN":
      return "md";
    case "EXPORT_FORMAT_JSON":
      return "json";
    default:
      throw invalidArgument(
        "format",
        said`format must be EXPORT_FORMAT_MARKDOWN or EXPORT_FORMAT_JSON`,
      );
  }
}

async function bytesOf(text: AsyncIterable<string>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of text) {
    const bytes = Buffer.from(part);
    parts.push(bytes);
    if ((length += bytes.length) <= MAX_FILE) continue;
    throw new AppError(
      "payload_too_large",
      said`Cannot send this chat in a message: it has more than 4 MiB; export it over HTTP`,
    );
  }
  return Buffer.concat(parts);
}

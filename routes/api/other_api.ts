import { rightOf } from "../../domain/accounts/acting_user.ts";
import type { App } from "../../domain/app.ts";
import { invalidArgument } from "../../domain/app_error.ts";
import type { Omissions } from "../../domain/archive/omissions.ts";
import { said } from "../../domain/said.ts";
import type { Share } from "../../domain/sharing/gateway.ts";
import { paths } from "../../views/paths.ts";
import { attachment } from "../archive/attachment.ts";
import { byteStream } from "../streams/byte_stream.ts";
import type { BodyPace } from "../http/body_parts.ts";
import { receiveUpload } from "../archive/receive_upload.ts";
import type { Api } from "./api.ts";
import {
  exportChat,
  getShare,
  getStorage,
  importChats,
  listModels,
  searchChats,
  shareChat,
  unshareChat,
} from "./other_operations.ts";

const exports = {
  json: { format: "json", type: "application/json" },
  markdown: { format: "md", type: "text/markdown; charset=utf-8" },
} as const;

type OtherDeps = { readonly app: App; readonly uploadPace?: BodyPace };

/** Serves search, links, files, models and storage. */
export function serveOthers(api: Api, { app, uploadPace: pace }: OtherDeps): void {
  api.serve(listModels, async ({ c }) => {
    await app.prepare();
    const models = app.models.map(({ name, contextTokens }) => ({
      name,
      context_tokens: contextTokens,
    }));
    return c.json({ models });
  });

  api.serve(getStorage, async ({ c, userId }) => {
    const { storedBytes, limitBytes } = await app.getStorage(userId);
    return c.json({ stored_bytes: storedBytes, limit_bytes: limitBytes });
  });

  api.serve(searchChats, async ({ c, userId, query: { query, page_size, page_token } }) => {
    if (query.trim() === "") throw invalidArgument("query", said`There is nothing to search for`);
    const page = { limit: page_size, before: page_token };
    const { hits, next } = await app.searchChats({ userId, query, ...page });
    const found = hits.map(({ chatId, chatTitle, messageId, snippet, at }) => ({
      ...{ chat_id: chatId, chat_title: chatTitle, message_id: messageId },
      snippet: snippet.map(({ text, isMatch: match }) => ({ text, match })),
      create_time: at.toISOString(),
    }));
    return c.json({ hits: found, next_page_token: next });
  });

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

  api.serve(exportChat, async ({ c, principal, userId, params, query }) => {
    const { format, type } = exports[query.format];
    const { fileName, text } = await app.exportChat({ userId, chatId: params.chat, format });
    const right = rightOf(principal, userId);
    return c.body(byteStream(text, (end) => app.holdRight(right, end)), 200, {
      "Content-Type": type,
      "Content-Disposition": attachment(fileName),
      "Cache-Control": "no-store, no-transform",
    });
  });

  api.serve(importChats, async ({ c, userId }) => {
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

function shareJson({ token, createdAt }: Share) {
  return { path: paths.sharedChat(token), share_time: createdAt.toISOString() };
}

import type { Share } from "../../../domain/sharing/gateway.ts";
import type { GetShareRequest__Output } from "../generated/parley/v1/GetShareRequest.ts";
import type { GetShareResponse } from "../generated/parley/v1/GetShareResponse.ts";
import type { ShareChatRequest__Output } from "../generated/parley/v1/ShareChatRequest.ts";
import type { ShareChatResponse } from "../generated/parley/v1/ShareChatResponse.ts";
import type { UnshareChatRequest__Output } from "../generated/parley/v1/UnshareChatRequest.ts";
import type { UnshareChatResponse } from "../generated/parley/v1/UnshareChatResponse.ts";
import type { MethodCaller } from "./calls.ts";
import { toTimestamp } from "./to_timestamp.ts";

/** Shares a chat. */
export async function shareChat(
  { app, userId }: MethodCaller,
  { chat_id }: ShareChatRequest__Output,
): Promise<ShareChatResponse> {
  return toShare(await app.shareChat(userId, chat_id));
}

/** Reads a chat's link, if it is shared. */
export async function getShare(
  { app, userId }: MethodCaller,
  { chat_id }: GetShareRequest__Output,
): Promise<GetShareResponse> {
  const share = await app.findShare(userId, chat_id);
  return share ? toShare(share) : {};
}

/** Stops sharing a chat. */
export async function unshareChat(
  { app, userId }: MethodCaller,
  { chat_id }: UnshareChatRequest__Output,
): Promise<UnshareChatResponse> {
  await app.unshareChat(userId, chat_id);
  return {};
}

function toShare({ linkSecret, createdAt }: Share): ShareChatResponse {
  return { path: `/share/${linkSecret}`, share_time: toTimestamp(createdAt) };
}

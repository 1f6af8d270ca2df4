import { chatCursorText, parseChatCursor } from "../../../domain/chats/cursor.ts";
import type { DeleteChatRequest__Output } from "../generated/parley/v1/DeleteChatRequest.ts";
import type { DeleteChatResponse } from "../generated/parley/v1/DeleteChatResponse.ts";
import type { EndChatRequest__Output } from "../generated/parley/v1/EndChatRequest.ts";
import type { EndChatResponse } from "../generated/parley/v1/EndChatResponse.ts";
import type { GetChatRequest__Output } from "../generated/parley/v1/GetChatRequest.ts";
import type { GetChatResponse } from "../generated/parley/v1/GetChatResponse.ts";
import type { GetStorageRequest__Output } from "../generated/parley/v1/GetStorageRequest.ts";
import type { GetStorageResponse } from "../generated/parley/v1/GetStorageResponse.ts";
import type { ListChatsRequest__Output } from "../generated/parley/v1/ListChatsRequest.ts";
import type { ListChatsResponse } from "../generated/parley/v1/ListChatsResponse.ts";
import type { ListModelsRequest__Output } from "../generated/parley/v1/ListModelsRequest.ts";
import type { ListModelsResponse } from "../generated/parley/v1/ListModelsResponse.ts";
import type { RestoreChatsRequest__Output } from "../generated/parley/v1/RestoreChatsRequest.ts";
import type { RestoreChatsResponse } from "../generated/parley/v1/RestoreChatsResponse.ts";
import { boundPage, PAGE_SIZE } from "../../../domain/chats/bounded_page.ts";
import type { MethodCaller } from "./calls.ts";
import { pageSizeFrom } from "./request_values.ts";
import { toChangedChat, toChat } from "./to_chat.ts";
import { fromTimestamp, toTimestamp } from "./to_timestamp.ts";

/** Reads a chat. */
export async function getChat(
  { app, userId }: MethodCaller,
  { chat_id }: GetChatRequest__Output,
): Promise<GetChatResponse> {
  return { chat: toChat(await app.getChat(userId, chat_id)) };
}

/** Lists chats. */
export async function listChats(
  { app, userId }: MethodCaller,
  { page_size, page_token, archived }: ListChatsRequest__Output,
): Promise<ListChatsResponse> {
  const limit = pageSizeFrom(page_size, PAGE_SIZE);
  const before = parseChatCursor(page_token, "page_token");
  const found = await app.listChats(userId, { before, limit: limit + 1, archived });
  const { items: chats, hasMore } = boundPage({
    items: found.slice(0, limit),
    hasMore: found.length > limit,
    text: ({ systemMessage }) => systemMessage,
  });
  return {
    chats: chats.map(toChat),
    next_page_token: hasMore ? chatCursorText(chats.at(-1)!) : "",
  };
}

/** Ends a chat. */
export async function endChat(
  { app, principal, userId }: MethodCaller,
  { chat_id }: EndChatRequest__Output,
): Promise<EndChatResponse> {
  return { chat: toChangedChat(principal, await app.endChat(userId, chat_id)) };
}

/** Deletes a chat. */
export async function deleteChat(
  { app, userId }: MethodCaller,
  { chat_id }: DeleteChatRequest__Output,
): Promise<DeleteChatResponse> {
  return { delete_time: toTimestamp(await app.deleteChats(userId, { ids: [chat_id] })) };
}

/** Restores deleted chats. */
export async function restoreChats(
  { app, userId }: MethodCaller,
  { delete_time }: RestoreChatsRequest__Output,
): Promise<RestoreChatsResponse> {
  const deletedAt = fromTimestamp(delete_time, "delete_time");
  return { chat_ids: await app.restoreChats(userId, deletedAt) };
}

/** Lists the available models. */
export async function listModels(
  { app }: MethodCaller,
  _request: ListModelsRequest__Output,
): Promise<ListModelsResponse> {
  await app.prepare();
  const models = app.models.map(({ name, contextTokens, contextIsGuess = false }) => ({
    name,
    context_tokens: contextTokens,
    context_is_guess: contextIsGuess,
  }));
  return { models };
}

/** Reads how much a user has stored. */
export async function getStorage(
  { app, userId }: MethodCaller,
  _request: GetStorageRequest__Output,
): Promise<GetStorageResponse> {
  const { storedBytes: stored_bytes, limitBytes: limit_bytes } = await app.getStorage(userId);
  return { stored_bytes, ...limit_bytes !== null && { limit_bytes } };
}

import { invalidArgument } from "../../../domain/app_error.ts";
import { isId, normalizeId } from "../../../domain/id.ts";
import { said } from "../../../domain/said.ts";
import { HITS_PAGE_SIZE, type SearchHit as FoundHit } from "../../../domain/search/search.ts";
import type { GetMessageRequest__Output } from "../generated/parley/v1/GetMessageRequest.ts";
import type { GetMessageResponse } from "../generated/parley/v1/GetMessageResponse.ts";
import type { ListMessagesRequest__Output } from "../generated/parley/v1/ListMessagesRequest.ts";
import type { ListMessagesResponse } from "../generated/parley/v1/ListMessagesResponse.ts";
import type { SearchChatsRequest__Output } from "../generated/parley/v1/SearchChatsRequest.ts";
import type { SearchChatsResponse } from "../generated/parley/v1/SearchChatsResponse.ts";
import type { SearchHit } from "../generated/parley/v1/SearchHit.ts";
import type { SelectBranchRequest__Output } from "../generated/parley/v1/SelectBranchRequest.ts";
import type { SelectBranchResponse } from "../generated/parley/v1/SelectBranchResponse.ts";
import { wholeText } from "../../../domain/chats/message.ts";
import { boundPage, PAGE_SIZE } from "../../../domain/chats/bounded_page.ts";
import type { MethodCaller } from "./calls.ts";
import { pageSizeFrom } from "./request_values.ts";
import { toChangedChat } from "./to_chat.ts";
import { toMessage } from "./to_message.ts";
import { toTimestamp } from "./to_timestamp.ts";

/** Lists the messages of the branch that is shown. */
export async function listMessages(
  { app, userId }: MethodCaller,
  { chat_id: chatId, page_size, page_token }: ListMessagesRequest__Output,
): Promise<ListMessagesResponse> {
  const limit = pageSizeFrom(page_size, PAGE_SIZE);
  const before = page_token === "" ? undefined : cursorFrom(page_token);
  const page = await app.listMessages({ userId, chatId, before, limit });
  const { items: messages, hasMore } = boundPage({
    items: page.messages.toReversed(),
    hasMore: page.hasOlder,
    text: wholeText,
  });
  const versions = await app.listVersions({ userId, chatId, messages });
  return {
    messages: messages.map((message) => toMessage(message, versions.get(message.id))),
    next_page_token: hasMore ? messages.at(-1)!.id : "",
  };
}

/** Reads a message. */
export async function getMessage(
  { app, userId }: MethodCaller,
  { chat_id: chatId, message_id }: GetMessageRequest__Output,
): Promise<GetMessageResponse> {
  const message = await app.getMessage(userId, chatId, message_id);
  const versions = await app.listVersions({ userId, chatId, messages: [message] });
  return { message: toMessage(message, versions.get(message.id)) };
}

/** Shows another branch. */
export async function selectBranch(
  { app, principal, userId }: MethodCaller,
  { chat_id: chatId, message_id: messageId }: SelectBranchRequest__Output,
): Promise<SelectBranchResponse> {
  const chat = await app.selectBranch({ userId, chatId, messageId });
  return { chat: toChangedChat(principal, chat) };
}

/** Searches titles and messages. */
export async function searchChats(
  { app, userId }: MethodCaller,
  { query, page_size, page_token }: SearchChatsRequest__Output,
): Promise<SearchChatsResponse> {
  if (query.trim() === "") throw invalidArgument("query", said`There is nothing to search for`);
  const limit = pageSizeFrom(page_size, HITS_PAGE_SIZE);
  const before = page_token || undefined;
  const { hits, next } = await app.searchChats({ userId, query, before, limit });
  return { hits: hits.map(toSearchHit), next_page_token: next ?? "" };
}

/** Reads the cursor of a page of messages: the id of the message before it. */
function cursorFrom(pageToken: string): string {
  if (isId(pageToken)) return normalizeId(pageToken);
  throw invalidArgument(
    "page_token",
    said`Cannot list messages: this cursor is not valid; use one that the list returned`,
  );
}

function toSearchHit({ chatId, chatTitle, messageId, snippet, at }: FoundHit): SearchHit {
  return {
    chat_id: chatId,
    chat_title: chatTitle,
    message_id: messageId ?? "",
    snippet: snippet.map(({ text, isMatch: match }) => ({ text: text.toWellFormed(), match })),
    create_time: toTimestamp(at),
  };
}

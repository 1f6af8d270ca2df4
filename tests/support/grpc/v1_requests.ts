import type { MethodName } from "./v1_client.ts";

/** The ids in requests. */
export type NamedThings = {
  readonly chat_id: string;
  readonly question_id: string;
  readonly answer_id: string;
  /** The time of a deletion. */
  readonly delete_time: object | null;
};

/** Methods whose requests have no id of a user's. */
export const unowned: ReadonlySet<MethodName> = new Set<MethodName>([
  ...["StartChat", "ListChats", "SearchChats", "ImportChats", "ListModels", "GetStorage"] as const,
]);

/** Methods for which the scope `chat:read` is enough. */
export const reading: ReadonlySet<MethodName> = new Set<MethodName>([
  "GetShare",
  ...["FollowAnswer", "GetChat", "ListChats", "ListMessages", "GetMessage"] as const,
  ...["SearchChats", "ExportChat", "ListModels", "GetStorage"] as const,
]);

/** A request for every method that would be valid if the ids were the caller's. */
export function requestsAbout(
  { chat_id, question_id, answer_id, delete_time }: NamedThings,
): Record<MethodName, object> {
  return {
    StartChat: { message: "Hello" },
    SendMessage: { chat_id, message: "Hello" },
    FollowAnswer: { chat_id, answer_id },
    StopAnswer: { chat_id, answer_id },
    RegenerateAnswer: { chat_id, question_id },
    ContinueAnswer: { chat_id, answer_id },
    SelectBranch: { chat_id, message_id: question_id },
    GetChat: { chat_id },
    ListChats: {},
    ListMessages: { chat_id },
    GetMessage: { chat_id, message_id: answer_id },
    SearchChats: { query: "private" },
    UpdateChat: { chat: { id: chat_id, title: "Mine now" }, update_mask: { paths: ["title"] } },
    EndChat: { chat_id },
    DeleteChat: { chat_id },
    RestoreChats: { delete_time },
    ShareChat: { chat_id },
    GetShare: { chat_id },
    UnshareChat: { chat_id },
    ExportChat: { chat_id, format: "EXPORT_FORMAT_JSON" },
    ImportChats: { file: new TextEncoder().encode("{}") },
    ListModels: {},
    GetStorage: {},
  };
}

import type { ChatServiceHandlers } from "../generated/parley/v1/ChatService.ts";
import {
  continueAnswer,
  followAnswer,
  regenerateAnswer,
  sendMessage,
  startChat,
  stopAnswer,
} from "./answer_calls.ts";
import { exportChat, importChats } from "./archive_calls.ts";
import { type CallDeps, streaming, unary } from "./calls.ts";
import { updateChat } from "./chat_update.ts";
import { chatFields } from "./field_names.ts";
import {
  deleteChat,
  endChat,
  getChat,
  getStorage,
  listChats,
  listModels,
  restoreChats,
} from "./chat_calls.ts";
import { getMessage, listMessages, searchChats, selectBranch } from "./message_calls.ts";
import { getShare, shareChat, unshareChat } from "./sharing_calls.ts";

const reads = { scope: "chat:read" } as const;
const writes = { scope: "chat:write" } as const;
const shares = { scope: "chat:share" } as const;

/** `parley.v1.ChatService`: everything that the page can do with chats. */
export function createChatService(deps: CallDeps): ChatServiceHandlers {
  return {
    StartChat: streaming(deps, writes, startChat),
    SendMessage: streaming(deps, writes, sendMessage),
    FollowAnswer: streaming(deps, reads, followAnswer),
    StopAnswer: unary(deps, writes, stopAnswer),
    RegenerateAnswer: streaming(deps, writes, regenerateAnswer),
    ContinueAnswer: streaming(deps, writes, continueAnswer),
    SelectBranch: unary(deps, writes, selectBranch),
    GetChat: unary(deps, reads, getChat),
    ListChats: unary(deps, reads, listChats),
    ListMessages: unary(deps, reads, listMessages),
    GetMessage: unary(deps, reads, getMessage),
    SearchChats: unary(deps, reads, searchChats),
    UpdateChat: unary(deps, { ...writes, fields: chatFields }, updateChat),
    EndChat: unary(deps, writes, endChat),
    DeleteChat: unary(deps, writes, deleteChat),
    RestoreChats: unary(deps, writes, restoreChats),
    ShareChat: unary(deps, shares, shareChat),
    GetShare: unary(deps, reads, getShare),
    UnshareChat: unary(deps, writes, unshareChat),
    ExportChat: unary(deps, reads, exportChat),
    ImportChats: unary(deps, writes, importChats),
    ListModels: unary(deps, reads, listModels),
    GetStorage: unary(deps, reads, getStorage),
  };
}

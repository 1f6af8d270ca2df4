import type { Chat } from "../../domain/chats/chat.ts";
import type { Answer } from "../../domain/chats/message.ts";
import { said } from "../../domain/said.ts";
import { AccountPage, type AccountPageProps } from "../../views/accounts/account_page.tsx";
import { ChatHeader } from "../../views/chats/header.tsx";
import { ChatListPage } from "../../views/chats/list.tsx";
import { ChatPage, type ChatPageProps } from "../../views/chats/chat_page.tsx";
import { ChatSettingsPage } from "../../views/chats/settings.tsx";
import { ChatsPage } from "../../views/chats/chats_page.tsx";
import { Composer, type ComposerProps } from "../../views/answers/composer.tsx";
import { EditForm, type EditFormProps } from "../../views/answers/edit_form.tsx";
import { EditPage } from "../../views/answers/edit_page.tsx";
import { ErrorPage } from "../../views/error_page.tsx";
import { MessageList, type MessageListProps } from "../../views/answers/message_list.tsx";
import { NewChatPage } from "../../views/chats/new_chat_page.tsx";
import { SharedChatPage } from "../../views/sharing/shared_chat_page.tsx";
import { SharePage } from "../../views/sharing/share_page.tsx";
import { SignInPage } from "../../views/accounts/sign_in_page.tsx";
import { SignUpPage } from "../../views/accounts/sign_up_page.tsx";
import { Alert } from "../../views/alert.tsx";
import {
  BegunAnswer,
  FinishedAnswer,
  SentMessage,
  ShownBranch,
} from "../../views/answers/fragments.tsx";
import type { AnswerProps } from "../../views/answers/message_view.tsx";
import {
  ChangedChat,
  ChangedSettings,
  ChatTitle,
  ShownChat,
} from "../../views/chats/fragments.tsx";
import type { SettingsFieldsProps } from "../../views/chats/settings_fields.tsx";
import type { AssetUrls } from "../../views/layout.tsx";
import { SCOPES } from "../../domain/accounts/user.ts";
import { sampleAnswer, sampleConfig, sampleQuestion } from "../support/app/sample_messages.ts";
import { sampleTexts } from "../support/app/sample_texts.ts";

/** Where tests serve the static files. */
export const sampleAssets: AssetUrls = {
  stylesheet: "/assets/parley.css",
  touchIcon: "/assets/touch-icon.png",
  favicon: "/assets/favicon.svg",
  htmx: "/assets/htmx.js",
  sse: "/assets/hx-sse.js",
  parley: "/assets/parley.js",
  stream: "/assets/stream.js",
};

/** A chat with a title. */
export function sampleChat(id: string, title: string, facts: Partial<Chat> = {}): Chat {
  const time = new Date("2026-01-02T03:04:05.678Z");
  return {
    ...{ id, revision: 1, title, userId: "user", systemMessage: "" },
    ...{ status: "active", config: sampleConfig },
    ...{ activeLeaf: "a1", answering: null, memoryBeginsAt: null, pinned: false, archived: false },
    tokenUsage: { promptTokens: 1, completionTokens: 1 },
    createdAt: time,
    updatedAt: time,
    ...facts,
  };
}

/** An answer with its HTML. */
export function answerProps(facts: Partial<Answer> & { id: string }): AnswerProps {
  const answer = sampleAnswer({ parentId: "q1", ...facts });
  return {
    t: sampleTexts,
    answer,
    html: `<p>rendered ${facts.id}</p>`,
    isLast: true,
    isOpen: true,
  };
}

/** A composer for a reply. */
export function composerProps(facts: Partial<ComposerProps> = {}): ComposerProps {
  return {
    t: sampleTexts,
    chatId: "chat",
    state: { type: "ready" },
    requestId: "request-1",
    ...facts,
  };
}

/** A gauge that shows something. */
export const sampleGauge = { t: sampleTexts, tokens: 3412, contextTokens: 128_000 };

/** A chat's page whose every text is `text`. */
export function chatPageProps(text: string, facts: Partial<ChatPageProps> = {}): ChatPageProps {
  const chat = sampleChat("chat", text);
  return {
    ...{ t: sampleTexts, assets: sampleAssets, isDemo: true, chat },
    user: { id: "user", name: text, email: text, settings: {}, createdAt: chat.createdAt },
    list: {
      t: sampleTexts,
      chats: [chat, sampleChat("chat-2", text)],
      currentId: "chat",
      hasMore: true,
      now: chat.updatedAt,
    },
    messages: messageList(text),
    againKey: "key",
    composer: composerProps(),
    gauge: sampleGauge,
    ...facts,
  };
}

/** Settings whose every text is `text`, with an error at every field. */
export function settingsProps(text: string): SettingsFieldsProps {
  const model = { name: text, contextTokens: 8192 };
  const names = ["model", "system", "temperature", "topP", "maxTokens", "presencePenalty"] as const;
  const all = [...names, "frequencyPenalty", "n", "stop"] as const;
  const texts = Object.fromEntries(all.map((name) => [name, text]));
  return {
    t: sampleTexts,
    values: texts,
    errors: texts,
    models: [model, { name: "other", contextTokens: 1 }],
    defaults: { model, systemMessage: text, config: { ...sampleConfig, model: text } },
  };
}

/** The account page after a refusal and a new token. */
function accountPageProps(text: string): AccountPageProps {
  const time = new Date("2026-01-02T03:04:05.678Z");
  const session = { userAgent: text, createdAt: time, lastSeenAt: time };
  const facts = { userId: "user", name: text, scopes: SCOPES, createdAt: time };
  const token = { ...facts, expiresAt: null, isExpired: false };
  return {
    ...chatPageProps(text),
    sessions: [
      { session: { ...session, id: "session-1" }, isCurrent: true },
      { session: { ...session, id: "session-2" }, isCurrent: false },
    ],
    tokens: [
      { ...token, id: "token-1", lastUsedAt: null },
      { ...token, id: "token-2", lastUsedAt: time, expiresAt: time },
      { ...token, id: "token-3", lastUsedAt: time, expiresAt: time, isExpired: true },
    ],
    storage: { storedBytes: 123_456, limitBytes: 1_073_741_824 },
    newToken: { name: text, token: "parley_token" },
    report: {
      ...{ imported: 1, present: 2, failed: 3 },
      failures: [{ name: text, reason: said`This chat has no messages` }],
    },
    defaults: settingsProps(text),
    done: "name",
    refused: {
      form: "email",
      values: { email: text },
      errors: { email: text, emailPassword: text },
    },
  };
}

function messageList(text: string): MessageListProps {
  const states = ["streaming", "complete", "stopped", "failed", "interrupted"] as const;
  return {
    t: sampleTexts,
    chatId: "chat",
    messages: [
      {
        ...{ t: sampleTexts, isOpen: true, versions: ["q0", "q1"] },
        question: sampleQuestion({ id: "q1", content: text }),
      },
      ...states.map((state) => ({
        ...answerProps({ id: `answer-${state}`, parentId: `q-${state}`, state, model: text }),
        versions: [`answer-${state}`, `other-${state}`],
      })),
    ],
    hasOlder: true,
    hasNewer: true,
    memoryBeginsAt: "answer-failed",
  };
}

/** Every whole page, with `text` for all that people and models wrote. */
export function samplePages(text: string): Record<string, string> {
  const chatPage = chatPageProps(text, { alert: text });
  const { chat } = chatPage;
  const newComposer = composerProps({
    ...{ chatId: null, message: text, error: text, model: text },
    models: [{ name: text, contextTokens: 1 }, { name: "other", contextTokens: 1 }],
  });
  const errors = { name: text, email: text, password: text };
  return mapToString({
    signIn: SignInPage({
      ...{
        t: sampleTexts,
        assets: sampleAssets,
        email: text,
        error: text,
        next: text,
        message: text,
        canSignUp: true,
      },
    }),
    signUp: SignUpPage({
      ...{
        t: sampleTexts,
        assets: sampleAssets,
        name: text,
        email: text,
        errors,
        error: text,
        next: text,
      },
    }),
    error: ErrorPage({
      ...{
        t: sampleTexts,
        assets: sampleAssets,
        status: 500,
        title: text,
        message: text,
        requestId: text,
      },
    }),
    outage: ErrorPage({
      ...{ t: sampleTexts, assets: sampleAssets, status: 503, title: text, message: text },
      again: {
        path: "/chats",
        fields: [{ name: "message", value: text }, { name: "requestId", value: text }],
      },
    }),
    newChat: NewChatPage({ ...chatPage, composer: newComposer }),
    newChatSettings: NewChatPage({
      ...chatPage,
      composer: { ...newComposer, settings: settingsProps(text) },
    }),
    chatSettings: ChatSettingsPage({
      ...chatPage,
      settings: { ...settingsProps(text), chat: chatPage.chat },
    }),
    account: AccountPage(accountPageProps(text)),
    shareChat: SharePage({ ...chatPage, share: null }),
    sharedChat: SharePage({
      ...chatPage,
      share: { url: "https://a.example/share/x", createdAt: chat.updatedAt, isCurrent: false },
    }),
    chatByLink: SharedChatPage({
      token: "token",
      ...{
        t: sampleTexts,
        assets: sampleAssets,
        title: text,
        older: "/share/x",
        newest: "/share/y",
      },
      messages: chatPage.messages.messages,
    }),
    chats: ChatsPage({
      ...chatPage,
      ...{ chats: chatPage.list.chats, hasMore: true, archived: true, now: chat.updatedAt },
      before: chat,
      selected: [chat.id],
      deletion: { count: 2, deletedAt: chat.updatedAt },
    }),
    chat: ChatPage(chatPage),
    edit: EditPage({ ...chatPage, edit: editProps(text) }),
    refusedTitle: ChatPage({ ...chatPage, rename: { title: text, error: text } }),
    endedChat: ChatPage({
      ...chatPage,
      chat: sampleChat("chat", text, { status: "ended" }),
      composer: composerProps({ state: { type: "ended" }, message: text, error: text }),
    }),
  });
}

/** Every fragment that htmx gets, with `text` for all that people and models wrote. */
export function sampleFragments(text: string): Record<string, string> {
  const page = chatPageProps(text);
  const answering = composerProps({ state: { type: "answering", answerId: "a1" }, message: text });
  const { chat, list } = page;
  const ended = sampleChat("chat", text, { status: "ended" });
  return mapToString({
    shownChat: ShownChat(page),
    sentMessage: SentMessage({
      t: sampleTexts,
      messages: page.messages.messages,
      memoryBeginsAt: "answer-failed",
      composer: answering,
      list,
    }),
    shownBranch: ShownBranch({
      gauge: sampleGauge,
      ...{ t: sampleTexts, chatId: "chat", list, memoryBeginsAt: "answer-failed" },
      messages: page.messages.messages,
      ...{ replaced: ["q1"], after: null, againKey: "key" },
      state: { type: "answering", answerId: "a1", isElsewhere: true },
    }),
    editForm: EditForm(editProps(text)),
    retriedAnswer: BegunAnswer({ answer: answerProps({ id: "a1", state: "streaming" }) }),
    finishedAnswer: FinishedAnswer({
      ...answerProps({ id: "a1", model: text }),
      gauge: sampleGauge,
      expectsTitle: true,
    }),
    changedSettings: ChangedSettings({
      settings: { ...settingsProps(text), chat: { ...chat, memoryBeginsAt: "a1" }, isSaved: true },
      gauge: { ...sampleGauge, tokens: null },
    }),
    renamedChat: ChangedChat({ t: sampleTexts, chat }),
    pinnedChat: ChangedChat({ t: sampleTexts, chat, list }),
    titledChat: ChatTitle({ t: sampleTexts, chat }),
    endedChat: ShownChat({
      ...page,
      chat: ended,
      composer: composerProps({ state: { type: "ended" } }),
    }),
    refusedTitle: ChatHeader({ t: sampleTexts, chat, rename: { title: text, error: text } }),
    refusedMessage: Composer({ ...answering, error: text }),
    olderMessages: MessageList(page.messages),
    olderChats: ChatListPage(list),
    alert: Alert({ message: text }),
  });
}

function editProps(text: string): EditFormProps {
  return {
    ...{ t: sampleTexts, chatId: "chat", messageId: "q1", requestId: "request-1" },
    ...{ message: text, error: text },
  };
}

function mapToString(views: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(views).map(([name, view]) => [name, String(view)]));
}

import { AccountPage } from "../../views/accounts/account_page.tsx";
import { SignInPage } from "../../views/accounts/sign_in_page.tsx";
import { SignUpPage } from "../../views/accounts/sign_up_page.tsx";
import { EditPage } from "../../views/answers/edit_page.tsx";
import { ChatPage } from "../../views/chats/chat_page.tsx";
import { ChatsPage } from "../../views/chats/chats_page.tsx";
import { NewChatPage } from "../../views/chats/new_chat_page.tsx";
import { ChatSettingsPage } from "../../views/chats/settings.tsx";
import { ErrorPage } from "../../views/error_page.tsx";
import { SharePage } from "../../views/sharing/share_page.tsx";
import { SharedChatPage } from "../../views/sharing/shared_chat_page.tsx";
import { sampleTexts } from "../support/app/sample_texts.ts";
import { accountPageProps } from "./accounts/sample_props.ts";
import { composerProps, editFormProps } from "./answers/sample_props.ts";
import { sampleAssets } from "./assets/sample_assets.ts";
import { chatPageProps, sampleChat, settingsProps } from "./chats/sample_props.ts";
import { htmlOf } from "./sample_html.ts";

/** Every page, with `text` as every text of users and models. */
export function samplePages(text: string): Record<string, string> {
  const chatPage = chatPageProps(text, { alert: text });
  const { chat } = chatPage;
  const newComposer = composerProps({
    chatId: null,
    message: text,
    error: text,
    model: text,
    models: [{ name: text, contextTokens: 1 }, { name: "other", contextTokens: 1 }],
  });
  const providers = [{ name: "corp", label: text, isReachable: false }];
  const errors = { name: text, email: text, password: text };
  return htmlOf({
    signIn: SignInPage({
      t: sampleTexts,
      assets: sampleAssets,
      email: text,
      error: text,
      next: text,
      message: text,
      canSignUp: true,
      providers,
      passwordSignIn: true,
      left: providers[0],
    }),
    signUp: SignUpPage({
      t: sampleTexts,
      assets: sampleAssets,
      name: text,
      email: text,
      errors,
      error: text,
      next: text,
      providers,
    }),
    error: ErrorPage({
      t: sampleTexts,
      assets: sampleAssets,
      status: 500,
      title: text,
      message: text,
      requestId: text,
    }),
    outage: ErrorPage({
      t: sampleTexts,
      assets: sampleAssets,
      status: 503,
      title: text,
      message: text,
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
      linkSecret: "token",
      t: sampleTexts,
      assets: sampleAssets,
      title: text,
      older: "/share/x",
      newest: "/share/y",
      messages: chatPage.messages.messages,
    }),
    chats: ChatsPage({
      ...chatPage,
      chats: chatPage.list.chats,
      hasMore: true,
      archived: true,
      now: chat.updatedAt,
      before: chat,
      selected: [chat.id],
      deletion: { count: 2, deletedAt: chat.updatedAt },
    }),
    chat: ChatPage(chatPage),
    edit: EditPage({ ...chatPage, edit: editFormProps(text) }),
    refusedTitle: ChatPage({ ...chatPage, rename: { title: text, error: text } }),
    endedChat: ChatPage({
      ...chatPage,
      chat: sampleChat("chat", text, { status: "ended" }),
      composer: composerProps({ state: { type: "ended" }, message: text, error: text }),
    }),
  });
}

import { Alert } from "../../views/alert.tsx";
import { Composer } from "../../views/answers/composer.tsx";
import { EditForm } from "../../views/answers/edit_form.tsx";
import {
  BegunAnswer,
  FinishedAnswer,
  SentMessage,
  ShownBranch,
} from "../../views/answers/fragments.tsx";
import { MessageList } from "../../views/answers/message_list.tsx";
import {
  ChangedChat,
  ChangedSettings,
  ChatTitle,
  ShownChat,
} from "../../views/chats/fragments.tsx";
import { ChatHeader } from "../../views/chats/header.tsx";
import { ChatEntries } from "../../views/chats/list.tsx";
import { sampleTexts } from "../support/app/sample_texts.ts";
import { answerProps, composerProps, editFormProps } from "./answers/sample_props.ts";
import { chatPageProps, sampleChat, sampleGauge, settingsProps } from "./chats/sample_props.ts";
import { htmlOf } from "./sample_html.ts";

/** Every fragment for htmx, with `text` as every text of users and models. */
export function sampleFragments(text: string): Record<string, string> {
  const page = chatPageProps(text);
  const answering = composerProps({ state: { type: "answering", answerId: "a1" }, message: text });
  const { chat, list } = page;
  const ended = sampleChat("chat", text, { status: "ended" });
  return htmlOf({
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
      t: sampleTexts,
      chatId: "chat",
      list,
      memoryBeginsAt: "answer-failed",
      messages: page.messages.messages,
      replaced: ["q1"],
      after: null,
      idempotencyKey: "key",
      state: { type: "answering", answerId: "a1", isElsewhere: true },
    }),
    editForm: EditForm(editFormProps(text)),
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
    olderChats: ChatEntries(list),
    alert: Alert({ message: text }),
  });
}

/**
 * The props of every view, in one place. Each view is a function of the same name without `Props`,
 * in the file of that name: `ChatPage(props: ChatPageProps)` in `chat_page.tsx`; what only htmx gets is
 * in `htmx_answers.tsx`.
 *
 * `t` holds the texts in the language of whoever looks at it.
 *
 * - Whole pages: `SignInPage`, `SignUpPage`, `ErrorPage`, `NewChatPage`, `ChatsPage`, `ChatPage`,
 *   `EditPage`, `AccountPage`
 * - Parts that pages, htmx answers and the stream share: `ChatList`, `ChatHeader`, `Composer`,
 *   `MessageView`, `MessageList`
 * - What htmx gets: `ShownChat` (to POST /chats, with `HX-Push-Url`, and to the chat's end), `SentMessage`,
 *   `ShownBranch` (edit, answer again, switch versions), `EditForm`, `BegunAnswer` (Continue), `ChangedChat` (rename, pin, archive), `ChatTitle` (one that a model made), `MessageList` (older messages), `ChatListPage`
 *   (older chats), `Alert` (any refusal that has no field), a `Composer` or `ChatHeader` with its
 *   error and the error's status (refused text), and at the end of a stream `FinishedAnswer`
 *
 * @module
 */
import type { ListedApiToken } from "../domain/accounts/api_tokens.ts";
import type { Chat } from "../domain/chats/chat.ts";
import type { ChatDefaults } from "../domain/chats/defaults.ts";
import type { ChatCursor } from "../domain/chats/gateway.ts";
import type { ImportReport } from "../domain/archive/imports.ts";
import type { StorageUse } from "../domain/accounts/storage.ts";
import type { Answer, Question } from "../domain/chats/message.ts";
import type { Model } from "../domain/models/catalog.ts";
import type { Session, User } from "../domain/accounts/user.ts";
import type { AccountTexts } from "./texts/account.ts";
import type { SearchHit } from "../domain/search/search.ts";
import type { ApiDocument } from "./api_docs/open_api.ts";
import type { Texts } from "./texts/texts.ts";

/** Where the static files are. The names carry a content hash, so browsers keep them for ever. */
export type AssetUrls = {
  /** parley.css */
  readonly stylesheet: string;
  /** favicon.svg */
  readonly favicon: string;
  /** touch-icon.png, which iOS puts on the home screen */
  readonly touchIcon: string;
  /** htmx.min.js of the htmx.org package. */
  readonly htmx: string;
  /** ext/hx-sse.min.js of the same package. */
  readonly sse: string;
  /** parley.js */
  readonly parley: string;
  /** stream.js */
  readonly stream: string;
};

/** Props of the pages a visitor sees before signing in. */
export type SignInPageProps = {
  readonly t: Texts;
  readonly assets: AssetUrls;
  /** The e-mail address as it was typed. */
  readonly email?: string;
  /** Why the last attempt was refused. */
  readonly error?: string;
  /** The path to go to afterwards. */
  readonly next?: string;
  /** What they had sent without a session, to be sent afterwards. */
  readonly message?: string;
  /** Whether new accounts may be made. */
  readonly canSignUp: boolean;
};

/** Fields of the sign-up form. */
export type SignUpField = "name" | "email" | "password";

/** Props of the sign-up page; what was typed is kept, but for the password. */
export type SignUpPageProps = {
  readonly t: Texts;
  readonly assets: AssetUrls;
  readonly name?: string;
  readonly email?: string;
  /** What is wrong with each field. */
  readonly errors?: Readonly<Partial<Record<SignUpField, string>>>;
  /** What is wrong apart from the fields, such as too many attempts. */
  readonly error?: string;
  readonly next?: string;
};

/** The JSON API, for people to read. */
export type ApiDocsPageProps = {
  readonly t: Texts;
  readonly assets: AssetUrls;
  /** Where the server is, such as `https://chat.example.com`. */
  readonly origin: string;
  readonly document: ApiDocument;
  /** Every kind of problem, with its HTTP status. */
  readonly problems: readonly {
    readonly code: string;
    readonly status: number;
    readonly title: string;
    readonly meaning: string;
  }[];
};

/** Props of the page that stands for a response without one of its own. */
export type ErrorPageProps = {
  readonly t: Texts;
  readonly assets: AssetUrls;
  /** The HTTP status. */
  readonly status: number;
  /** A few words, such as `Page not found`. */
  readonly title: string;
  /** A sentence for a person. */
  readonly message: string;
  /** Shown with unexpected errors, to be found in the log. */
  readonly requestId?: string;
  /** Where the problem may pass: the same request once more. */
  readonly again?: RepeatedRequest;
};

/** A request that a person can make once more. */
export type RepeatedRequest = {
  /** Path and query. */
  readonly path: string;
  /** What the form held; `null` when a page was asked for. `message` can be read and changed. */
  readonly fields: readonly FormField[] | null;
};

/** A field of a form as it was sent. */
export type FormField = { readonly name: string; readonly value: string };

/** A page of the user's chats. */
export type ChatListProps = {
  readonly t: Texts;
  /** The pinned first, then the newest. */
  readonly chats: readonly Chat[];
  /** The chat after which these come; none at the head of the list. */
  readonly after?: ChatCursor;
  /** The time by which they are grouped. */
  readonly now: Date;
  /** The chat on screen, or `null`. */
  readonly currentId: string | null;
  /** Whether older chats follow these. */
  readonly hasMore: boolean;
  /** Whether there are chats in the archive, where there are none here. */
  readonly hasArchived?: boolean;
};

/** What was found. */
export type SearchResultsProps = {
  readonly t: Texts;
  /** What was searched for. */
  readonly query: string;
  readonly hits: readonly SearchHit[];
  /** Where the next page begins, or `null` at the end. */
  readonly next: string | null;
  /** Why nothing was searched for. */
  readonly error?: string;
};

/** Props of the page of what was found. */
export type SearchPageProps = ShellProps & { readonly results: SearchResultsProps };

/** What surrounds every page of a signed-in user. */
export type ShellProps = {
  readonly t: Texts;
  readonly assets: AssetUrls;
  readonly user: User;
  readonly list: ChatListProps;
  /** Whether the built-in demo model answers. */
  readonly isDemo: boolean;
  /** Something that went wrong, where no field can tell it. */
  readonly alert?: string;
};

/** What the composer can do now. */
export type ComposerState =
  | { readonly type: "ready" }
  /** `answerId` is the answer that Stop stops; `isElsewhere` when it is on a branch that isn't shown. */
  | { readonly type: "answering"; readonly answerId: string; readonly isElsewhere?: boolean }
  | { readonly type: "ended" };

/** Props of the box a message is written in. */
export type ComposerProps = {
  readonly t: Texts;
  /** `null` for a new chat. */
  readonly chatId: string | null;
  readonly state: ComposerState;
  /** A fresh idempotency key; after an error, the one that was sent. */
  readonly requestId: string;
  /** Text to begin with: what was refused, or a suggestion. */
  readonly message?: string;
  /** Why `message` was refused. */
  readonly error?: string;
  /** Whether newer messages are missing above it, so that what is sent leads to a page with them. */
  readonly isAfterGap?: boolean;
  /** The models to choose from, for a new chat; the first is the default. */
  readonly models?: readonly Model[];
  /** The name of the chosen model. */
  readonly model?: string;
  /** How the model is asked, for a new chat, once somebody wants to see that. */
  readonly settings?: Pick<SettingsFieldsProps, "values" | "defaults" | "errors">;
};

/** Names of the fields of how a model is asked. */
export type SettingsFieldName =
  | "model"
  | "system"
  | "temperature"
  | "topP"
  | "maxTokens"
  | "presencePenalty"
  | "frequencyPenalty"
  | "n"
  | "stop";

/** Settings as text: what is absent or empty is left at its default. */
export type SettingsValues = { readonly [Name in SettingsFieldName]?: string };

/** Props of the fields of how a model is asked. */
export type SettingsFieldsProps = {
  readonly t: Texts;
  readonly values: SettingsValues;
  /** What applies where nothing is chosen. */
  readonly defaults: ChatDefaults;
  /** What is wrong with each field. */
  readonly errors?: Readonly<Partial<Record<SettingsFieldName, string>>>;
  /** The models to choose from; without them, that is done elsewhere. */
  readonly models?: readonly Model[];
  /** Id of the form that they are part of, where they stand outside of it. */
  readonly form?: string;
  /** Whether the model may be left to the server. */
  readonly isForNewChats?: boolean;
};

/** Props of a chat's settings. */
export type ChatSettingsProps = SettingsFieldsProps & {
  readonly chat: Chat;
  /** Whether they were just saved. */
  readonly isSaved?: boolean;
};

/** Props of the page of a chat's settings. */
export type ChatSettingsPageProps = ShellProps & { readonly settings: ChatSettingsProps };

/** How much of its model's context window a chat takes. */
export type ContextGaugeProps = {
  readonly t: Texts;
  /** `null` where that isn't known, as before the first answer. */
  readonly tokens: number | null;
  /** Tokens that the model reads. */
  readonly contextTokens: number;
};

/** htmx's answer to a change of settings. */
export type ChangedSettingsProps = {
  readonly settings: ChatSettingsProps;
  readonly gauge: ContextGaugeProps;
};

/** What a message's place in the chat lets people do with it. */
export type MessagePlace = {
  /** Whether its chat takes more messages, so that it can be edited or answered once more. */
  readonly isOpen?: boolean;
  /** Whether it is the end of such a chat, where Continue is offered. */
  readonly isLast?: boolean;
  /** Ids of its versions, itself among them, oldest first; absent when it is alone. */
  readonly versions?: readonly string[];
};

/** A question as it is shown. */
export type QuestionProps = MessagePlace & {
  readonly t: Texts;
  readonly question: Question;
  /** Whether its Edit takes the focus, which was in the form that it replaces. */
  readonly isFocused?: boolean;
};

/** An answer as it is shown, while it streams and after. */
export type AnswerProps = MessagePlace & {
  readonly t: Texts;
  readonly answer: Answer;
  /** `answer.content` as HTML, made by the Markdown renderer; the views insert it as it is. */
  readonly html: string;
  /** While it streams: the position to follow it from. Defaults to the length of the content. */
  readonly position?: number;
};

/** Either of the two. */
export type MessageProps = QuestionProps | AnswerProps;

/** A part of a chat's active path. */
export type MessageListProps = {
  readonly t: Texts;
  readonly chatId: string;
  /** Oldest first. */
  readonly messages: readonly MessageProps[];
  /** Whether older messages come before these. */
  readonly hasOlder: boolean;
  /** Whether newer messages come after these: an older page, read without JavaScript. */
  readonly hasNewer?: boolean;
  /** Id of the first message that the model still reads, when it does not read them all. */
  readonly memoryBeginsAt?: string | null;
};

/** Chats that were just deleted, and can be brought back. */
export type Deletion = { readonly deletedAt: Date; readonly count: number };

/** Props of the page on which a chat begins. */
export type NewChatPageProps = ShellProps & {
  readonly composer: ComposerProps;
  readonly deletion?: Deletion;
};

/** Props of the page of all chats. */
export type ChatsPageProps = ShellProps & {
  readonly chats: readonly Chat[];
  readonly hasMore: boolean;
  readonly now: Date;
  /** Whether the archived ones are shown, or the others. */
  readonly archived: boolean;
  /** The chat after which the listed ones come. */
  readonly before?: ChatCursor;
  /** Ids of the chats that were selected when something was refused. */
  readonly selected?: readonly string[];
  readonly deletion?: Deletion;
};

/** Props of the page of one chat. */
export type ChatPageProps = ShellProps & {
  readonly chat: Chat;
  readonly messages: MessageListProps;
  /** A fresh idempotency key for another answer to any of the questions. */
  readonly againKey: string;
  readonly composer: ComposerProps;
  readonly gauge: ContextGaugeProps;
  readonly rename?: RefusedTitle;
};

/** The forms of the account page that can be refused, or are. */
export type AccountFormName =
  | "name"
  | "email"
  | "password"
  | "settings"
  | "token"
  | "import"
  | "delete";

/** A form of the account page that was refused. */
export type RefusedForm = {
  readonly form: AccountFormName;
  /** What was typed, without passwords. */
  readonly values: Readonly<Record<string, string>>;
  /** What is wrong with each field. */
  readonly errors: Readonly<Record<string, string>>;
  /** What is wrong apart from the fields, such as too many attempts. */
  readonly message?: string;
};

/** What the account page can say has been done. */
export type AccountChange = keyof AccountTexts["done"];

/** A session as it is shown. */
export type SessionProps = {
  readonly session: Session;
  /** Whether it is the one that the page is shown in. */
  readonly isCurrent: boolean;
};

/** Props of the account page. */
export type AccountPageProps = ShellProps & {
  readonly sessions: readonly SessionProps[];
  readonly tokens: readonly ListedApiToken[];
  /** The token that was just made, in clear. */
  readonly newToken?: { readonly name: string; readonly token: string };
  readonly done?: AccountChange;
  /** What became of a file that was just imported. */
  readonly report?: ImportReport;
  readonly refused?: RefusedForm;
  /** What new chats begin with. */
  readonly defaults: SettingsFieldsProps;
  readonly storage: StorageUse;
};

/** Props of the page on which a chat's owner shares it. */
export type SharePageProps = ShellProps & {
  readonly chat: Chat;
  /** Its link, if it has one. */
  readonly share: {
    readonly url: string;
    /** When it was made, or brought up to date. */
    readonly createdAt: Date;
    /** Whether it shows the chat up to its newest message. */
    readonly isCurrent: boolean;
  } | null;
};

/** Props of the page that anybody with a chat's link reads. */
export type SharedChatPageProps = {
  readonly t: Texts;
  readonly assets: AssetUrls;
  /** The one in the link. */
  readonly token: string;
  readonly title: string;
  /** Oldest first. */
  readonly messages: readonly MessageProps[];
  /** URLs of the messages before these, and of the last ones where these are older. */
  readonly older?: string;
  readonly newest?: string;
};

/** A title that was refused, and why. */
export type RefusedTitle = { readonly title: string; readonly error: string };

/** Props of a chat's title and its menu. */
export type ChatHeaderProps = {
  readonly t: Texts;
  readonly chat: Chat;
  readonly rename?: RefusedTitle;
};

/** htmx's answer to what changes all of a chat: its first message, its end, what happened elsewhere. */
export type ShownChatProps = Omit<ChatPageProps, "assets" | "user">;

/** htmx's answer to a message: the question, its answers, a fresh composer and the list. */
export type SentMessageProps = {
  readonly t: Texts;
  readonly messages: readonly MessageProps[];
  /** Id of the first message that the model still reads, which may be on screen or among these. */
  readonly memoryBeginsAt: string | null;
  readonly composer: ComposerProps;
  readonly list: ChatListProps;
};

/** htmx's answer to an edit, a new answer or a change of versions: another branch from there on. */
export type ShownBranchProps = {
  readonly t: Texts;
  readonly chatId: string;
  /** The branch, from where it leaves the one that was shown. */
  readonly messages: readonly MessageProps[];
  /** Ids of the messages whose place the first of these may take. */
  readonly replaced: readonly string[];
  /** Without any of those: the message that it follows. */
  readonly after: string | null;
  /** The next idempotency key, as in {@link ChatPageProps}. */
  readonly againKey: string;
  readonly memoryBeginsAt: string | null;
  readonly state: ComposerState;
  readonly gauge: ContextGaugeProps;
  /** Where the order of the chats has changed. */
  readonly list?: ChatListProps;
};

/** A question to be changed. */
export type EditFormProps = {
  readonly t: Texts;
  readonly chatId: string;
  readonly messageId: string;
  /** The text, after a refusal as it was sent. */
  readonly message: string;
  readonly requestId: string;
  /** Why it was refused. */
  readonly error?: string;
  /** Whether it is on a page of its own, without the chat for htmx to change. */
  readonly isAlone?: boolean;
};

/** Props of the page on which a question is changed. */
export type EditPageProps = ShellProps & { readonly edit: EditFormProps };

/** htmx's answer to Continue: the answer that goes on, and the composer's buttons. */
export type BegunAnswerProps = { readonly answer: AnswerProps };

/** The stream's last message: the answer in its final form, and the composer's buttons. */
export type FinishedAnswerProps = AnswerProps & {
  /** Where the answer is on the branch that is shown. */
  readonly gauge?: ContextGaugeProps;
  /** Whether the chat may soon have a title that a model made. */
  readonly expectsTitle?: boolean;
};

/** htmx's answer to a change of a chat. */
export type ChangedChatProps = {
  readonly t: Texts;
  readonly chat: Chat;
  /** Given where the chat's place in it is another now. */
  readonly list?: ChatListProps;
};

/** A chat's title where it came after the page. */
export type ChatTitleProps = { readonly t: Texts; readonly chat: Chat };

/** A refusal that has no field of its own. */
export type AlertProps = { readonly message: string };

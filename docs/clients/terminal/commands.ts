import type { Message__Output } from "../../../infra/grpc/generated/parley/v1/Message.ts";
import type { Timestamp__Output } from "../../../infra/grpc/generated/google/protobuf/Timestamp.ts";
import type { ChatConnection } from "./chat_connection.ts";
import type { ChatSession, Outcome } from "./chat_session.ts";
import { oneLine, printable, textWidth } from "./printable.ts";
import { type Screen, StreamedText } from "./screen.ts";

/** What commands need. */
export type CommandContext = {
  readonly connection: ChatConnection;
  readonly session: ChatSession;
  readonly screen: Screen;
  /** Ids of the chats in the last list, for the numbers that `/open` takes. */
  listed: string[];
  /** Reads answers until they end or Ctrl-C stops them, and prints a note on incomplete ones. */
  answer(read: (stop: AbortSignal) => Promise<Outcome[]>): Promise<void>;
};

/** A mistake in a command. Its message is for the user. */
export class CommandError extends Error {}

type Command = {
  readonly usage: string;
  readonly does: string;
  run(context: CommandContext, argument: string): Promise<unknown>;
};

/** Number of chats in a list, and of messages shown when a chat is opened. */
const LISTED = 20;
const SHOWN = 4;

/** Widest time in a list. */
const TIME_COLUMNS = 22;

const commands: Readonly<Record<string, Command>> = {
  new: { usage: "/new", does: "start a new chat", run: beginChat },
  chats: { usage: "/chats", does: "list the newest chats", run: listChats },
  open: { usage: "/open N", does: "open a chat from the list", run: openListed },
  search: { usage: "/search words", does: "search titles and messages", run: search },
  title: { usage: "/title words", does: "rename this chat", run: rename },
  model: { usage: "/model [name]", does: "list the models, or choose one", run: chooseModel },
  retry: { usage: "/retry", does: "get another answer to the last question", run: retry },
  continue: { usage: "/continue", does: "continue the last answer", run: continueAnswer },
  help: { usage: "/help", does: "list the commands", run: help },
};

/**
 * Runs a line that begins with a slash.
 *
 * @throws {CommandError} if there is no such command, or it isn't possible now.
 */
export async function runCommand(context: CommandContext, line: string): Promise<void> {
  const [, name = "", argument = ""] = /^\/(\S*)\s*(.*)$/s.exec(line)!;
  const command = Object.hasOwn(commands, name) && commands[name];
  if (command) return void await command.run(context, argument.trim());
  throw new CommandError(
    `There is no /${name}: /help lists the commands; a space before it makes it a message`,
  );
}

/** Opens a chat by its id, and shows its last messages. */
export async function openChat(context: CommandContext, chatId: string): Promise<void> {
  const { connection, session, screen } = context;
  const chat = await connection.chat(chatId);
  const messages = await connection.messages(chatId, SHOWN);
  session.chatId = chat.id;
  session.last = lastTurn(messages);
  await screen.line(screen.bold(oneLine(chat.title, screen.columns)));
  for (const message of messages) await show(screen, message);
  const { last } = session;
  const answer = messages.at(-1)?.answer;
  if (!last || !answer) return;
  const isStreaming = answer.state === "ANSWER_STATE_STREAMING";
  await context.answer((stop) =>
    isStreaming ? session.follow(last, stop) : Promise.resolve([answer])
  );
}

function lastTurn(messages: readonly Message__Output[]): ChatSession["last"] {
  const message = messages.at(-1);
  if (!message?.answer) return undefined;
  const { id, parent_id: questionId, answer: { position } } = message;
  return { questionId, answer: { id, position } };
}

async function show(screen: Screen, { content, role, answer }: Message__Output): Promise<void> {
  if (role === "MESSAGE_ROLE_USER") {
    const lines = printable(content).trimEnd().replaceAll("\n", screen.dim("\n… "));
    return await screen.line(`\n${screen.bold("> ")}${lines}\n`);
  }
  const text = new StreamedText(screen);
  await text.push(content);
  // The rest of a streaming answer follows on the same line.
  if (answer?.state !== "ANSWER_STATE_STREAMING") await text.end();
}

function beginChat({ session, screen }: CommandContext): Promise<void> {
  session.chatId = "";
  session.last = undefined;
  return screen.line(screen.dim("The next message starts a new chat."));
}

async function listChats(context: CommandContext): Promise<void> {
  const { connection, session, screen } = context;
  const chats = await connection.chats(LISTED);
  context.listed = chats.map(({ id }) => id);
  if (chats.length === 0) await screen.line(screen.dim("There are no chats yet."));
  const print = listPrinter(screen, chats.map(({ title }) => title));
  for (const [index, { id, update_time }] of chats.entries()) {
    await print(index, update_time, id === session.chatId ? "*" : " ");
  }
}

async function search(context: CommandContext, query: string): Promise<void> {
  if (query === "") throw new CommandError("Search for what? /search words");
  const { connection, screen } = context;
  const hits = await connection.search(query, LISTED);
  context.listed = hits.map(({ chat_id }) => chat_id);
  if (hits.length === 0) await screen.line(screen.dim("Nothing was found."));
  const print = listPrinter(screen, hits.map((hit) => hit.chat_title));
  for (const [index, hit] of hits.entries()) {
    await print(index, hit.create_time);
    const found = hit.snippet.map(({ text }) => text).join("");
    if (hit.message_id) await screen.line(screen.dim(`     ${oneLine(found, screen.columns - 6)}`));
  }
}

/** Prints a number, a title and a time in a line, with the times in a column. */
function listPrinter(screen: Screen, titles: readonly string[]) {
  const names = titles.map((title) => oneLine(title, screen.columns - TIME_COLUMNS - 7));
  const width = Math.max(...names.map(textWidth));
  return (index: number, time: Timestamp__Output | null, mark = " "): Promise<void> => {
    const date = new Date(Number(time?.seconds ?? 0) * 1_000);
    const when = date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
    const name = names[index]! + " ".repeat(width - textWidth(names[index]!));
    const number = String(index + 1).padStart(2);
    return screen.line(`${mark}${number}  ${name}  ${screen.dim(when)}`);
  };
}

async function openListed(context: CommandContext, argument: string): Promise<void> {
  const isNumber = /^\d{1,3}$/.test(argument);
  const chatId = isNumber ? context.listed[Number(argument) - 1] : argument;
  if (chatId) return await openChat(context, chatId);
  throw new CommandError("Which chat? /chats and /search list them with numbers: /open N");
}

async function rename({ connection, session, screen }: CommandContext, title: string) {
  if (title === "") throw new CommandError("Which title? /title words");
  const chat = await connection.update({ id: openChatId(session), title }, "title");
  await screen.line(screen.dim(`This chat is now ${oneLine(chat.title, screen.columns - 20)}.`));
}

async function chooseModel({ connection, session, screen }: CommandContext, name: string) {
  const models = await connection.models();
  if (name !== "") return await useModel({ connection, session, screen }, name, models);
  const { model } = session.chatId
    ? (await connection.chat(session.chatId)).settings ?? {}
    : { model: session.model || models[0]?.name };
  for (const { name, context_tokens, context_is_guess } of models) {
    const guess = context_is_guess ? "perhaps " : "";
    const tokens = screen.dim(`${guess}${Number(context_tokens).toLocaleString()} tokens`);
    await screen.line(`${name === model ? "*" : " "} ${printable(name)}  ${tokens}`);
  }
}

async function useModel(
  { connection, session, screen }: Pick<CommandContext, "connection" | "session" | "screen">,
  model: string,
  models: readonly { readonly name: string }[],
): Promise<void> {
  if (!models.some(({ name }) => name === model)) {
    throw new CommandError(`There is no model ${model}: /model lists them`);
  }
  const { chatId: id } = session;
  if (id) await connection.update({ id, settings: { model } }, "settings.model");
  session.model = model;
  await screen.line(screen.dim(`${model} answers from now on.`));
}

async function retry({ session, answer }: CommandContext): Promise<void> {
  const last = lastOf(session);
  await answer((stop) => session.retry(last, stop));
}

async function continueAnswer({ session, answer }: CommandContext): Promise<void> {
  const last = lastOf(session);
  await answer((stop) => session.continue(last, stop));
}

async function help({ screen }: CommandContext): Promise<void> {
  const lines = Object.values(commands).map(({ usage, does }) => [usage, does]);
  lines.push(["/quit", "quit, like Ctrl-D"]);
  lines.push(["Ctrl-C", "stop the answer; again: quit"]);
  lines.push(["\\", "at the end of a line: continue the message on the next line"]);
  for (const [usage, does] of lines) await screen.line(`${usage!.padEnd(15)}${screen.dim(does!)}`);
}

function openChatId({ chatId }: ChatSession): string {
  if (chatId === "") {
    throw new CommandError("There is no chat yet: ask something first, or /open N");
  }
  return chatId;
}

function lastOf({ last }: ChatSession): NonNullable<ChatSession["last"]> {
  if (!last) throw new CommandError("There is no answer yet: ask something first, or /open N");
  return last;
}

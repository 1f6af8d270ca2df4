import { type Context, Hono } from "hono";
import { z } from "zod";
import type { App } from "../../domain/app.ts";
import { AppError } from "../../domain/app_error.ts";
import { type Question, thoughtIn } from "../../domain/chats/message.ts";
import { said } from "../../domain/said.ts";
import { EditForm } from "../../views/answers/edit_form.tsx";
import { EditPage } from "../../views/answers/edit_page.tsx";
import { ShownBranch } from "../../views/answers/fragments.tsx";
import { MessageView } from "../../views/answers/message_view.tsx";
import { paths } from "../../views/paths.ts";
import { goTo, isHtmx } from "../http/go_to.ts";
import type { ShellData } from "../chats/shell_data.ts";
import type { MessageData } from "./message_data.ts";
import { idempotencyKeyAfter, refusal } from "../problems/refusal.ts";
import type { RouteEnv } from "../route_env.ts";
import { raiseLimit } from "./larger_limit.ts";
import { shownBranch } from "./shown_branch.ts";
import { formIdField, idempotencyKeyField, validForm } from "../http/valid_form.ts";
import { viewer } from "../accounts/viewer.ts";

type BranchDeps = {
  readonly app: App;
  readonly shell: ShellData;
  readonly messages: MessageData;
};

const branchForm = z.object({ message: formIdField });
const answerForm = z.object({
  question: formIdField.optional(),
  /** A question to answer with a larger limit. */
  larger: formIdField.optional(),
  requestId: idempotencyKeyField,
}).refine(({ question, larger }) => question || larger, "Choose a question");

/** A chat's branches: regenerate an answer, edit a question, show another version. */
export function branchRoutes(deps: BranchDeps): Hono<RouteEnv> {
  const { app, messages } = deps;
  const routes = new Hono<RouteEnv>();

  routes.post("/chats/:chat/branch", validForm(branchForm), async (c) => {
    const { message: messageId } = c.req.valid("form");
    const chatId = c.req.param("chat");
    await app.selectBranch({ userId: viewer(c).user.id, chatId, messageId });
    return await showBranch(c, deps, { chatId, messageId });
  });

  routes.post("/chats/:chat/answers", validForm(answerForm), async (c) => {
    const { question, larger, requestId: idempotencyKey } = c.req.valid("form");
    const chatId = c.req.param("chat");
    const questionId = question || larger!;
    const key = { userId: viewer(c).user.id, chatId, questionId };
    if (larger) await raiseLimit(app, key);
    // The page has one key for all its questions, so the question is made part of it.
    const turn = await app.regenerateAnswer({
      ...key,
      idempotencyKey: idempotencyKey && `${idempotencyKey}:${questionId}`,
    });
    return await showBranch(c, deps, { chatId, messageId: turn.answers[0]!.id });
  });

  routes.get("/chats/:chat/messages/:message", async (c) => {
    const { chat: chatId, message: messageId } = c.req.param();
    const reader = viewer(c);
    const userId = reader.user.id;
    const chat = await app.getChat(userId, chatId);
    const message = await app.getMessage(userId, chatId, messageId);
    if (!isHtmx(c)) return c.redirect(paths.messageInChat(chatId, messageId), 303);
    const isEnd = chat.activeLeaf === messageId;
    const { messages: [props] } = await messages.show(reader, [message], { chat, isEnd });
    return c.html(<MessageView {...props!} isFocused />);
  });

  routes.get("/chats/:chat/messages/:message/text", async (c) => {
    const { chat: chatId, message: messageId } = c.req.param();
    return c.text((await app.getMessage(viewer(c).user.id, chatId, messageId)).content);
  });

  routes.get("/chats/:chat/messages/:message/thinking", async (c) => {
    const { chat: chatId, message: messageId } = c.req.param();
    const message = await app.getMessage(viewer(c).user.id, chatId, messageId);
    return c.text(message.role === "assistant" ? thoughtIn(message) : "");
  });

  routes.get("/chats/:chat/messages/:message/edit", async (c) => {
    const { chat: chatId, message: messageId } = c.req.param();
    const { content: message } = await findQuestion(app, viewer(c).user.id, { chatId, messageId });
    return await showEdit(c, deps, { chatId, messageId, message });
  });

  return routes;
}

/** Replaces a question with an edited one. If it is refused, its form is shown again. */
export async function replaceQuestion(
  c: Context<RouteEnv>,
  deps: BranchDeps,
  input: { chatId: string; message: string; replaces: string; idempotencyKey?: string },
): Promise<Response> {
  const { chatId, message, replaces: messageId, idempotencyKey } = input;
  const { user } = viewer(c);
  try {
    const turn = await deps.app.sendMessage({ ...input, userId: user.id });
    return await showBranch(c, deps, { chatId, messageId: turn.question.id });
  } catch (error) {
    const { status, message: reason, fields } = refusal(c, error);
    const key = idempotencyKeyAfter(fields, idempotencyKey);
    const edit = { chatId, messageId, message, idempotencyKey: key, error: reason };
    await findQuestion(deps.app, user.id, edit);
    return await showEdit(c, deps, edit, status);
  }
}

type Edit = {
  readonly chatId: string;
  readonly messageId: string;
  readonly message: string;
  readonly idempotencyKey?: string;
  readonly error?: string;
};

async function showEdit(
  c: Context<RouteEnv>,
  { shell }: BranchDeps,
  { idempotencyKey = crypto.randomUUID(), ...edit }: Edit,
  status: ReturnType<typeof refusal>["status"] | 200 = 200,
): Promise<Response> {
  const reader = viewer(c);
  const form = { ...edit, t: reader.t, idempotencyKey };
  if (isHtmx(c)) return c.html(<EditForm {...form} />, status);
  return c.html(<EditPage {...await shell.props(reader, edit.chatId)} edit={form} />, status);
}

async function showBranch(
  c: Context<RouteEnv>,
  deps: BranchDeps,
  { chatId, messageId }: { chatId: string; messageId: string },
): Promise<Response> {
  if (!isHtmx(c)) return c.redirect(paths.messageInChat(chatId, messageId), 303);
  const reader = viewer(c);
  const [branch, list] = await Promise.all([
    shownBranch(deps, reader, { chatId, messageId }),
    deps.shell.list(reader, chatId),
  ]);
  return branch ? c.html(<ShownBranch {...branch} list={list} />) : goTo(c, paths.chat(chatId));
}

async function findQuestion(
  app: App,
  userId: string,
  { chatId, messageId }: { chatId: string; messageId: string },
): Promise<Question> {
  const message = await app.getMessage(userId, chatId, messageId);
  if (message.role === "user") return message;
  throw new AppError("not_found", said`There is no such question`);
}

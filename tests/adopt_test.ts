import assert from "node:assert/strict";
import { sql } from "kysely";
import { PREDECESSOR_COLUMNS } from "../infra/db/archive/predecessor/schema.ts";
import { openDatabase } from "../infra/db/connection/open_database.ts";
import { bearer, chatClient, finished } from "./support/grpc/client.ts";
import { lacksTestServer, startTestServer, type TestServer } from "./support/databases/mariadb.ts";
import { mysqlDatabase } from "./support/databases/databases.ts";
import { dataFolder } from "./support/process/data_folder.ts";
import { startParley } from "./support/process/parley_process.ts";
import { PAGES, type Predecessor, startPredecessor } from "./support/databases/predecessor.ts";
import { SERVICE_TOKEN } from "./support/app/test_app.ts";

const ignore = lacksTestServer();
let server: TestServer;
if (!ignore) {
  Deno.test.beforeAll(async () => {
    server = await startTestServer();
  });
  Deno.test.afterAll(async () => await server[Symbol.asyncDispose]());
}

/** No UUID, as Parley's own ids are. */
const CHAT = "6f1a-Evening_7";
const USER = "b0c7a5de-7b1f-4c66-9a55-2f0e8c1d7a90";

/** A chat of the predecessor's whose oldest question no longer fits the model's memory. */
async function tell(predecessor: Predecessor): Promise<void> {
  await predecessor.chat({
    id: CHAT,
    user_id: USER,
    token_usage: 15,
    temperature: 0.25,
    stop: "END",
    presence_penalty: -0.5,
    max_tokens: 250,
  });
  const say = (id: string, role: string, content: string, row = {}) =>
    predecessor.message({ id, chat_id: CHAT, role, content, ...row });
  // In the order in which its server leaves them: each list counted from 0.
  await say("m5", "assistant", "Violet: it scatters more 🙂", { order_msg: 2, tokens: 8 });
  await say("m1", "system", "You know physics", { erased: 1, order_msg: 0 });
  await say("m3", "assistant", "  Light scatters", { order_msg: 0, tokens: 4 });
  await say("m2", "user", "Why is the sky blue?", { erased: 1, order_msg: 1, tokens: 6 });
  await say("m4", "user", "And at dusk?", { order_msg: 1, created_at: "2023-05-09 21:00:00" });
  await say("m6", "robot", "Beep", { order_msg: 3 });
}

Deno.test({
  name: "deno task adopt copies the predecessor's chats, and its clients find them",
  ignore,
  async fn() {
    await using predecessor = await startPredecessor(server.url);
    await tell(predecessor);
    const before = await predecessor.content();
    await using data = await dataFolder();
    const first = await adopt(data.path, predecessor);
    assert.deepEqual([first.code, first.stderr], [1, ""]);
    assert.match(first.stdout, /^Copied: 1 chats with 4 messages\nAlready here: 0 chats\n/);
    assert.match(
      first.stdout,
      /Left out: 1 messages\n {2}message m6 of chat 6f1a.*: Its role is robot; it must be one of system, user, assistant\n$/,
    );
    const second = await adopt(data.path, predecessor);
    assert.match(second.stdout, /^Copied: 0 chats with 0 messages\nAlready here: 1 chats\n/);
    assert.equal(await predecessor.content(), before);

    const { chat, messages } = await readAll(`sqlite:${data.path}/parley.db`);
    assert.equal(messages.length, 4);
    assert.deepEqual(
      messages.map(({ role, content, tokens }) => [role, content, tokens]),
      [
        ["user", "Why is the sky blue?", 6],
        ["assistant", "  Light scatters", 4],
        ["user", "And at dusk?", 3],
        ["assistant", "Violet: it scatters more 🙂", 8],
      ],
    );
    assert.deepEqual(messages.map(({ created_at }) => new Date(created_at).toISOString()), [
      ...Array(2).fill("2023-05-09T20:25:34.000Z"),
      "2023-05-09T21:00:00.000Z",
      "2023-05-09T20:25:34.000Z",
    ]);
    const { id, user_id, title, system_message, status, model, temperature, stop } = chat;
    assert.deepEqual({ id, user_id, title, system_message, status, model, temperature, stop }, {
      id: CHAT,
      user_id: USER,
      title: "Why is the sky blue?",
      status: "active",
      system_message: "You know physics",
      model: "gpt-3.5-turbo",
      temperature: 0.25,
      stop: '["END"]',
    });
    assert.deepEqual(
      [chat.max_tokens, chat.presence_penalty, chat.prompt_tokens, chat.completion_tokens],
      [250, -0.5, 3, 12],
    );
    assert.deepEqual(
      [chat.created_at, chat.updated_at].map((time) => new Date(time!).toISOString()),
      ["2023-05-09T20:25:33.000Z", "2023-05-10T08:00:00.000Z"],
    );
    assert.equal(chat.memory_begins_at, messages[1]!.id);

    await using parley = await startParley({
      data: data.path,
      env: { AUTH_TOKEN: SERVICE_TOKEN },
    });
    using client = await chatClient(await parley.grpcAddress());
    const request = { chat_id: CHAT, user_id: USER, user_message: "Thank you" };
    const call = await finished(client.ChatStream(request, bearer(SERVICE_TOKEN)));
    assert.equal(call.responses.at(-1)!.chat_id, CHAT);
    const response = await fetch(`${await parley.origin()}/chat`, {
      method: "POST",
      headers: { Authorization: SERVICE_TOKEN, "Content-Type": "application/json" },
      body: JSON.stringify(request),
    });
    assert.equal((await response.json()).chat_id, CHAT);

    const found = await fetch(`${await parley.origin()}/api/v1/chats/${CHAT}`, {
      headers: { Authorization: `Bearer ${SERVICE_TOKEN}`, "X-Parley-User": USER },
    });
    assert.deepEqual([found.status, (await found.json()).id], [200, CHAT]);

    // Messages added here are neither doubled nor undone, and those added there are reported.
    await predecessor.message({
      id: "m7",
      chat_id: CHAT,
      role: "user",
      content: "Late",
      order_msg: 4,
    });
    const third = await adopt(data.path, predecessor);
    assert.match(third.stdout, /Already here: 0 chats\nLeft out: 2 messages\n/);
    assert.match(third.stdout, /chat 6f1a.*: It changed after it was copied: \d of its/);
    assert.equal((await readAll(`sqlite:${data.path}/parley.db`)).messages.length, 8);
  },
});

Deno.test({
  name:
    "deno task adopt reads many chats a page at a time, into MySQL as well, and names what does not fit",
  ignore,
  async fn() {
    await using predecessor = await startPredecessor(server.url);
    await using database = await mysqlDatabase(server.url, { migrate: false });
    await using data = await dataFolder();
    // Forks have wider columns, and copies no foreign key.
    await predecessor.run("alter table messages drop foreign key messages_ibfk_1");
    await predecessor.run("alter table chats modify status varchar(20) not null");
    for (const statement of PAGES) await predecessor.run(statement);
    for (let index = 100; index < 330; index++) {
      const id = `00000000-0000-4000-8000-000000000${index}`;
      await predecessor.chat({ id, user_id: `user-${index % 7}` });
      await predecessor.message({
        id: `q${index}`,
        chat_id: id,
        role: "user",
        content: "Hi",
        order_msg: 0,
      });
    }
    const odd = (letter: string) => `${letter.repeat(8)}-0000-4000-8000-000000000000`;
    const bad: [row: Record<string, string | number>, reason: RegExp][] = [
      [{ id: odd("a"), status: "paused" }, /Its status is paused; it must be one of active, ended/],
      [{ id: odd("b"), temperature: 2.5 }, /temperature: Must be a number from 0 to 2/],
      [{ id: odd("c"), user_id: " " }, /user_id is empty/],
      [{ id: odd("d"), n: 9 }, /n: Must be a whole number from 1 to 8/],
      [{ id: odd("e") }, /This chat has no messages/],
    ];
    for (const [row] of bad) {
      await predecessor.chat(row);
      if (row.id === odd("e")) continue;
      await predecessor.message({
        id: `of-${row.id}`.slice(0, 36),
        chat_id: row.id!,
        role: "user",
        content: "Hi",
        order_msg: 0,
      });
    }
    await predecessor.message({
      id: "stray",
      chat_id: "gone",
      role: "user",
      content: "?",
      order_msg: 0,
    });
    const { code, stdout } = await adopt(data.path, predecessor, { DATABASE_URL: database.url });
    assert.equal(code, 1);
    assert.match(stdout, /^Copied: 230 chats with 230 messages\n/);
    assert.match(stdout, /\nLeft out: 5 messages\n/);
    for (const [{ id }, reason] of bad) {
      assert.match(stdout, new RegExp(`\n  chat ${id}: .*${reason.source}`));
    }
    assert.match(stdout, /message stray of chat gone: There is no such chat/);
    assert.match(stdout, /Not read: Chat and Message, the tables of the predecessor's pages/);
  },
});

Deno.test({
  name: "deno task adopt reports a wrong --from, and changes nothing",
  ignore,
  async fn() {
    await using predecessor = await startPredecessor(server.url);
    await using data = await dataFolder();
    const alias = predecessor.url.replace("127.0.0.1", "localhost");
    const own = await adopt(data.path, predecessor, { DATABASE_URL: alias });
    assert.deepEqual([own.code, own.stdout], [2, ""]);
    assert.match(own.stderr, /^--from is the database that Parley is configured with[^]*Usage:/);
    const url = "mysql://me:s3cr3t@127.0.0.1:1/chats";
    const away = await adopt(data.path, { ...predecessor, url });
    assert.deepEqual([away.code, away.stdout], [1, ""]);
    assert.match(
      away.stderr,
      /^Cannot read chats from mysql:\/\/me:\*\*\*@.*: .*ECONNREFUSED.*\n$/,
    );
    assert.deepEqual([...Deno.readDirSync(data.path)], []);
  },
});

/** Values that a column may hold after a change of its type. */
const odd: Record<string, (string | null)[]> = {
  id: [null, ""],
  user_id: [null, "", "x".repeat(300)],
  initial_message_id: [null, "7"],
  model: [null, "", "m".repeat(300)],
  created_at: [null, "", "never"],
  updated_at: [null, "", "never"],
};
const oddNumbers: (string | null)[] = [null, "", "many", "-1", "1.5", "9e99"];

Deno.test({
  name: "deno task adopt copies or names each chat, for any values in its columns",
  ignore,
  async fn() {
    await using predecessor = await startPredecessor(server.url);
    await using database = await mysqlDatabase(server.url, { migrate: false });
    await using data = await dataFolder();
    await predecessor.run("alter table messages drop foreign key messages_ibfk_1");
    for (const table of ["chats", "messages"] as const) {
      await predecessor.run(`alter table ${table} drop primary key`);
      for (const name of PREDECESSOR_COLUMNS[table]) {
        await predecessor.run(`alter table ${table} modify ${name} longtext`);
      }
    }
    const chats: string[] = [];
    const say = (chat_id: string | null, row: Record<string, string | null> = {}) =>
      predecessor.message({
        id: `of ${chat_id}`,
        chat_id,
        role: "user",
        content: "Hi",
        order_msg: 0,
        ...row,
      });
    const chat = (row: Record<string, string | null> = {}) => {
      const id = `c${`${chats.length}`.padStart(3, "0")}`;
      chats.push(id);
      return predecessor.chat({ id, ...row }).then(() => id);
    };
    for (const name of PREDECESSOR_COLUMNS.chats) {
      for (const value of odd[name] ?? oddNumbers) {
        if (name === "id") await predecessor.chat({ id: value, user_id: "nameless" });
        else await say(await chat({ [name]: value }));
      }
    }
    for (const name of PREDECESSOR_COLUMNS.messages) {
      if (name === "chat_id") continue;
      for (const value of odd[name] ?? oddNumbers) await say(await chat(), { [name]: value });
    }
    await say("", { id: null });
    await say(null, { id: "stray" });
    const last = "zzz";
    await predecessor.chat({ id: last, user_id: USER.toUpperCase() });
    await say(last);

    const { stdout, stderr, code } = await adopt(data.path, predecessor, {
      DATABASE_URL: database.url,
    });
    assert.deepEqual([code, stderr], [1, ""]);
    const here = await database.db.selectFrom("chats").select(["id", "user_id"]).execute();
    const ids = new Set(here.map(({ id }) => id));
    for (const id of chats) {
      assert.ok(
        ids.has(id) || stdout.includes(` chat ${id}:`) || stdout.includes(` of chat ${id}:`),
        id,
      );
    }
    assert.equal(here.find(({ id }) => id === last)?.user_id, USER);
    assert.ok(!here.some(({ user_id }) => user_id === "null" || user_id === ""));
    assert.match(stdout, /\n {2}chat NULL of user nameless: Its id must be/);
    assert.match(stdout, /\n {2}chat '' of user nameless: Its id must be/);
    assert.match(stdout, /\n {2}message stray of chat NULL: There is no such chat/);
    assert.match(stdout, /: Its status is NULL; it must be one of/);
    assert.match(stdout, /: user_id is empty/);
    assert.match(stdout, /: It cannot be stored: .*too long/i);
    const messages = await database.db.selectFrom("messages").select("id")
      .where("role", "=", "user").execute();
    const [, brought] = /with (\d+) messages/.exec(stdout)!;
    assert.equal(messages.length, Number(brought));
  },
});

Deno.test("the command that README gives prints no password", async () => {
  const readme = await Deno.readTextFile(new URL("../README.md", import.meta.url));
  const [command, ...args] = /^deno task .*adopt/m.exec(readme)![0].split(" ");
  const { stdout, stderr } = await new Deno.Command(command!, {
    args: [...args, "--from=mysql://me:s3cr3t@127.0.0.1:1/chats"],
    cwd: new URL("../", import.meta.url),
  }).output();
  const output = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assert.match(output, /Cannot read chats from mysql:\/\/me:\*\*\*@/);
  assert.doesNotMatch(output, /s3cr3t/);
});

async function adopt(data: string, { url }: Predecessor, env: Record<string, string> = {}) {
  await using command = await startParley({ data, args: ["adopt", `--from=${url}`], env });
  return await command.ended();
}

async function readAll(url: string) {
  const database = await openDatabase(url);
  try {
    const { rows: [chat] } = await sql<Record<string, never>>`select * from chats`
      .execute(database.db);
    const messages = await database.db.selectFrom("messages").selectAll().orderBy("created_at")
      .orderBy("id").execute();
    const byParent = new Map(messages.map((message) => [message.parent_id, message]));
    const path: typeof messages = [];
    for (let at = byParent.get(null); at; at = byParent.get(at.id)) path.push(at);
    return { chat: chat!, messages: path };
  } finally {
    await database.close();
  }
}

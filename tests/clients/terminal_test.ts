import assert from "node:assert/strict";
import { startFaultProxy } from "../support/databases/fault_proxy.ts";
import { startGrpcTest } from "../support/grpc/test_server.ts";
import { startTerminalClient, terminal } from "../support/process/terminal_client.ts";
import { allSearchable } from "../support/databases/all_searchable.ts";

Deno.test("in a pipe, deno task chat prints the answer and nothing else", async () => {
  await using t = await startGrpcTest();
  await using client = await startTerminalClient(t);
  await client.send("Good\nday\n");
  assert.deepEqual(await client.ended(), { code: 0, stdout: "You said: Good\nday\n", stderr: "" });
});

Deno.test("deno task chat puts piped text below the question of its arguments", async () => {
  await using t = await startGrpcTest();
  await using client = await startTerminalClient({ ...t, args: ["What", "is this?"] });
  await client.send("A file\n");
  const { stdout } = await client.ended();
  assert.equal(stdout, "You said: What is this?\n\nA file\n");
});

Deno.test("deno task chat continues an answer whose connection was cut", async () => {
  await using t = await startGrpcTest({ upstream: { reply: "manual" } });
  await using proxy = startFaultProxy(t.server.port);
  const address = `127.0.0.1:${proxy.port}`;
  await using client = await startTerminalClient({ address, args: ["Go"] });
  const ended = client.ended();
  const exchange = await t.upstream.next();
  await exchange.text("One ");
  await exchange.text("two ");
  await client.says("One ");
  proxy.cut();
  await exchange.text("three ");
  await client.says("two three");
  proxy.cut();
  await exchange.text("four");
  await exchange.complete();
  assert.deepEqual(await ended, { code: 0, stdout: "One two three four\n", stderr: "" });
  assert.equal(t.upstream.requests.length, 1);
});

Deno.test("deno task chat asks once when the first response never came", async () => {
  let cut = () => {};
  await using t = await startGrpcTest({
    app: ({ startChat }) => ({
      async startChat(input) {
        const turn = await startChat(input);
        cut();
        return turn;
      },
    }),
  });
  await using proxy = startFaultProxy(t.server.port);
  let cuts = 0;
  cut = () => cuts++ === 0 && proxy.cut();
  const address = `127.0.0.1:${proxy.port}`;
  await using client = await startTerminalClient({ address, args: ["Once"] });
  assert.deepEqual(await client.ended(), { code: 0, stdout: "You said: Once\n", stderr: "" });
  assert.equal(cuts, 2);
  assert.equal(t.upstream.requests.length, 1);
});

Deno.test("SIGINT stops the answer of deno task chat at the upstream and keeps the text so far", async () => {
  await using t = await startGrpcTest({ upstream: { reply: "manual" } });
  await using client = await startTerminalClient({ ...t, args: ["Go"] });
  const ended = client.ended();
  const exchange = await t.upstream.next();
  await exchange.text("One ");
  await exchange.text("two");
  await client.says("One ");
  client.signal("SIGINT");
  await exchange.closed;
  assert.deepEqual(await ended, { code: 130, stdout: "One two\n", stderr: "[stopped]\n" });
});

Deno.test("deno task chat says what to do without a server, a token, a user or a question", async () => {
  await using t = await startGrpcTest();
  const failures = [
    [{ address: "127.0.0.1:1" }, 1, /^Cannot reach a server at 127.0.0.1:1: .*deno task start/s],
    [{ token: "wrong" }, 1, /doesn't accept this token.*deno task -q token/s],
    [{ token: "" }, 2, /^A token is needed.*deno task -q token/s],
    [{ args: ["--user="] }, 1, /needs a user to act for: --user=<name>/],
    [{ args: ["--chat=nix"] }, 1, /no such chat/],
    [{ args: ["--model=nix"] }, 1, /There is no model nix/],
    [{ address: "http://127.0.0.1:1" }, 2, /^The server's address is host:port.*not http:/],
    [{ token: "…" }, 2, /^This is not a token: .*deno task -q token/s],
    [{ args: ["--user=josé"] }, 2, /^The user josé must be of printable ASCII/],
    [{ args: ["--nix"] }, 2, /--nix.*Usage: deno task chat/s],
    [{ args: ["--ca=certs/nix.pem"] }, 2, /^Cannot read a certificate.*certs\/nix.pem/],
  ] as const;
  await Promise.all(failures.map(async ([options, code, message]) => {
    await using client = await startTerminalClient({ ...t, ...options });
    await client.send("Hello");
    const end = await client.ended();
    assert.equal(end.code, code, end.stderr);
    assert.match(end.stderr, message);
    assert.equal(end.stdout, "");
  }));
});

Deno.test("deno task chat says that a port of pages doesn't serve gRPC", async () => {
  const page = () => new Response("<!DOCTYPE html>", { headers: { "content-type": "text/html" } });
  await using pages = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, page);
  const address = `127.0.0.1:${pages.addr.port}`;
  await using client = await startTerminalClient({ address, args: ["Go"] });
  const { code, stderr } = await client.ended();
  assert.equal(code, 1);
  assert.match(stderr, /^The server at 127.0.0.1:\d+ doesn't speak gRPC/);
});

Deno.test("deno task chat fails when the model fails, and prints the text so far", async () => {
  await using t = await startGrpcTest();
  t.upstream.enqueue(async (exchange) => {
    await exchange.text("One");
    exchange.reset();
  });
  await using client = await startTerminalClient({ ...t, args: ["Go"] });
  const { code, stdout, stderr } = await client.ended();
  assert.deepEqual({ code, stdout }, { code: 3, stdout: "One\n" });
  assert.match(stderr, /^\[the model failed: UPSTREAM_\w+\]\n$/);
});

Deno.test("deno task chat sends a terminal only text when the model sends control characters", async () => {
  await using t = await startGrpcTest();
  t.upstream.enqueue(async (exchange) => {
    await exchange.text("\x1b]0;owned\x07\x1b[2");
    await exchange.text("Jred\x9b31m\r\n\tdone\x7f");
    await exchange.complete();
  });
  await using client = await startTerminalClient({ ...t, args: ["Go"] });
  const { stdout } = await client.ended();
  assert.equal(stdout, "]0;owned[2Jred31m\n\tdone\n");
});

Deno.test({
  name: "in a terminal, deno task chat asks, stops, continues and searches",
  ignore: terminal.ignore,
  async fn() {
    await using t = await startGrpcTest({ upstream: { reply: "manual" } });
    await using client = await startTerminalClient({ ...t, isInTerminal: true });
    await client.says("Parley at 127.0.0.1");
    await client.says("> ");
    await client.send("First\\\r");
    await client.says("… ");
    await client.send("question\r");
    const first = await t.upstream.next();
    assert.equal(first.request.body.messages.at(-1)?.content, "First\nquestion");
    await first.text("Never ");
    await first.text("ending ");
    await client.says("Never ");
    await client.send("early\x03");
    await first.closed;
    await client.says("[stopped; /continue continues it]");
    // Text typed during the answer begins the next line.
    await client.says("> early");
    await client.send(" bird\r");
    const second = await t.upstream.next();
    assert.equal(second.request.body.messages.at(-1)?.content, "early bird");
    await second.text("Worm");
    await second.complete();
    await client.says("Worm");
    await client.says("> ");
    // A terminal marks pasted text.
    await client.send("\x1b[200~one\rtwo\x1b[201~\r");
    const third = await t.upstream.next();
    assert.equal(third.request.body.messages.at(-1)?.content, "one\ntwo");
    await third.text("Three");
    await third.complete();
    await client.says("Three");
    await allSearchable(t.database);
    for (
      const [typed, shown] of [
        ["/retitle\r", "There is no /retitle"],
        ["/model\r", "* fake-model"],
        ["/search worm\r", "1  First question"],
        ["/new\r", "starts a new chat"],
        ["/retry\r", "no answer yet"],
        ["/chats\r", "1  First question"],
        ["/open 1\r", "Worm"],
        ["/model fake-model\r", "fake-model answers from now on"],
        ["/title A bird\r", "This chat is now A bird."],
      ] as const
    ) {
      await client.says("> ");
      await client.send(typed);
      await client.says(shown);
    }
    await client.says("> ");
    await client.send("/retry\r");
    const fourth = await t.upstream.next();
    assert.equal(fourth.request.body.messages.at(-1)?.content, "one\ntwo");
    await fourth.text("Four");
    await fourth.complete();
    await client.says("Four");
    await client.says("> ");
    await client.send("\x03");
    await client.says("Press Ctrl-C again to quit");
    await client.send("\x04");
    assert.equal((await client.ended()).code, 0);
  },
});

Deno.test({
  name:
    "in a terminal, deno task chat echoes a line before it acts on it, even if it comes at once",
  ignore: terminal.ignore,
  async fn() {
    await using t = await startGrpcTest();
    await using client = await startTerminalClient({ ...t, isInTerminal: true });
    for (const line of ["/open", "/title", "/quit"]) {
      await client.says("> ");
      await client.send(`${line}\r`);
      await client.says(`${line}\r`);
    }
    assert.equal((await client.ended()).code, 0);
  },
});

Deno.test({
  name: "in a terminal, deno task chat asks for the token and doesn't show it; Ctrl-C twice leaves",
  ignore: terminal.ignore,
  async fn() {
    await using t = await startGrpcTest({ upstream: { reply: "manual" } });
    await using client = await startTerminalClient({ ...t, token: "", isInTerminal: true });
    await client.says("Token");
    await client.send("service-token-for-tests\r");
    await client.says("> ");
    assert.doesNotMatch(client.stdout.text, /service-token/);
    await client.send("Go\r");
    const exchange = await t.upstream.next();
    await exchange.text("Now ");
    await client.says("Now");
    await client.send("\x03\x03");
    await exchange.closed;
    assert.equal((await client.ended()).code, 130);
  },
});

Deno.test({
  name: "in a terminal, deno task chat says how the last answer of an opened chat ended",
  ignore: terminal.ignore,
  async fn() {
    await using t = await startGrpcTest({ upstream: { reply: "manual" } });
    await using asking = await startTerminalClient({ ...t, args: ["Go"] });
    const ended = asking.ended();
    const exchange = await t.upstream.next();
    await exchange.text("One ");
    await asking.says("One ");
    asking.signal("SIGINT");
    await ended;
    const [chat] = await t.app.listChats("user-1", { limit: 1 });
    const args = [`--chat=${chat!.id}`];
    await using client = await startTerminalClient({ ...t, args, isInTerminal: true });
    await client.says("One");
    await client.says("[stopped; /continue continues it]");
    await client.send("\x04");
    assert.equal((await client.ended()).code, 0);
  },
});

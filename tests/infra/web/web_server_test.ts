import assert from "node:assert/strict";
import { connect } from "node:http2";
import { sendRaw } from "../../support/http/raw_http.ts";
import { AppError } from "../../../domain/app_error.ts";
import { StartError } from "../../../infra/runtime/start_error.ts";
import type { WebClient } from "../../../infra/web/web_connection.ts";
import { startWebServer } from "../../../infra/web/web_server.ts";

const host = "127.0.0.1";

Deno.test("startWebServer() answers with the handler's response, and passes the client's address to the handler", async () => {
  const handle = (_: Request, client: WebClient) => new Response(client.clientAddress);
  const server = startWebServer({ host, port: 0, handle });
  const response = await fetch(`http://${host}:${server.port}`);
  assert.equal(await response.text(), host);
  await server.stop(1000);
});

Deno.test("startWebServer() names the port that is in use", async () => {
  const handle = () => new Response();
  const server = startWebServer({ host, port: 0, handle });
  assert.throws(() => startWebServer({ host, port: server.port, handle }), {
    name: StartError.name,
    message: `Cannot serve pages at ${host}:${server.port}: the port is in use`,
  });
  await server.stop(1000);
});

Deno.test("WebServer.stop() lets a response end", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  const handle = () => {
    asked.resolve();
    return answer.promise;
  };
  const server = startWebServer({ host, port: 0, handle });
  const call = fetch(`http://${host}:${server.port}`);
  await asked.promise;
  const stopped = server.stop(60_000);
  answer.resolve(new Response("the end"));
  assert.equal(await (await call).text(), "the end");
  await stopped;
});

Deno.test("WebServer.stop() refuses any number of requests that come while a response ends", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  const handle = () => {
    asked.resolve();
    return answer.promise;
  };
  const server = startWebServer({ host, port: 0, handle });
  const origin = `http://${host}:${server.port}`;
  const call = fetch(origin);
  await asked.promise;
  const stopped = server.stop(60_000);
  for (let i = 0; i < 3; i++) {
    const refused = await fetch(origin);
    assert.equal(refused.status, 503);
    assert.ok(refused.headers.has("Retry-After"));
    assert.match(await refused.text(), /stopping/);
  }
  answer.resolve(new Response("the end"));
  assert.equal(await (await call).text(), "the end");
  await stopped;
});

Deno.test("WebServer.stop() closes the connections that clients keep, even if asked twice", async () => {
  const server = startWebServer({ host, port: 0, handle: () => new Response("page") });
  using connection = await Deno.connect({ hostname: host, port: server.port });
  await connection.write(new TextEncoder().encode(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`));
  await connection.read(new Uint8Array(1_000));
  await Promise.all([server.stop(60_000), server.stop(0)]);
  assert.equal(await connection.read(new Uint8Array(1_000)), null);
});

Deno.test("WebServer.stop() cuts off a response that doesn't end in time", async () => {
  let isCancelled = false;
  const endless = () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode("begun")),
        cancel: () => void (isCancelled = true),
      }),
    );
  const server = startWebServer({ host, port: 0, handle: endless });
  const response = await fetch(`http://${host}:${server.port}`);
  await server.stop(20);
  await assert.rejects(response.text());
  assert.ok(isCancelled);
});

Deno.test("HEAD has GET's headers, whether the response is at hand or streams", async () => {
  const handle = (request: Request) => {
    assert.equal(request.method, "GET");
    if (request.url.endsWith("/page")) return new Response("page", { headers: { ETag: '"1"' } });
    const stream = new ReadableStream({ pull: () => assert.fail("The stream was read") }, {
      highWaterMark: 0,
    });
    return new Response(stream, { headers: { "Content-Type": "text/event-stream" } });
  };
  const server = startWebServer({ host, port: 0, handle });
  const head = async (path: string) => {
    const { text } = await sendRaw(server.port, `HEAD ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    const [status, ...lines] = text.split("\r\n\r\n")[0]!.split("\r\n");
    assert.equal(status, "HTTP/1.1 200 OK");
    return new Headers(lines.map((line) => line.split(": ") as [string, string]));
  };
  const page = await head("/page");
  assert.equal(page.get("Content-Length"), "4");
  assert.equal(page.get("ETag"), '"1"');
  const stream = await head("/stream");
  assert.equal(stream.get("Content-Length"), null);
  assert.equal(stream.get("Content-Type"), "text/event-stream");
  await server.stop(1000);
});

/** Values of `Host` that no URL can have as its host. */
const hosts = [
  ...["a b", "a\tb", "[", "a:b", "a:99999", "x:80:80", "%00", "a/b", "a?b", "a#b", "a@b", "a\\b"],
];

Deno.test("a request whose URL can't be read is refused before the handler gets it", async () => {
  const server = startWebServer({ host, port: 0, handle: () => assert.fail("It was read") });
  for (const name of hosts) {
    const bytes = `GET /path HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`;
    const { status, text } = await sendRaw(server.port, bytes);
    assert.equal(status, 400, name);
    assert.match(text, /Cannot read the request/);
  }
  for (const target of ["http://[", "foo", "?", "/a b"]) {
    const bytes = `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
    assert.equal((await sendRaw(server.port, bytes)).status, 400, target);
  }
  await server.stop(1000);
});

Deno.test("targets that can be read reach the routes, however they are written", async () => {
  const handle = ({ url }: Request) => new Response(new URL(url).href);
  const server = startWebServer({ host, port: 0, handle });
  const targets = { "//": "http://a//", "/%": "http://a/%", "http://b/c": "http://b/c" };
  for (const [target, url] of Object.entries(targets)) {
    const bytes = `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
    assert.match((await sendRaw(server.port, bytes)).text, new RegExp(`\r\n${url}$`));
  }
  await server.stop(1000);
});

type Sent = { readonly bytes: string; readonly isAnswered: boolean };

/** Begins requests that never end, which must not be waited for. */
const unfinished: Record<string, Sent> = {
  "nothing": { bytes: "", isAnswered: false },
  "half a line": { bytes: "GET / HT", isAnswered: false },
  "half a head": { bytes: "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ", isAnswered: false },
  "HTTP/2's preface": { bytes: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", isAnswered: false },
  "one request, and half of another": {
    bytes: "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHo",
    isAnswered: true,
  },
};

for (const [what, { bytes, isAnswered }] of Object.entries(unfinished)) {
  Deno.test(`a connection on which ${what} has come is closed in time`, async () => {
    const times = { firstHead: 50, nextHead: 50 };
    const server = startWebServer({ host, port: 0, times, handle: () => new Response("page") });
    using connection = await Deno.connect({ hostname: host, port: server.port });
    await connection.write(new TextEncoder().encode(bytes));
    const text = await new Response(connection.readable).text().catch(() => "");
    assert.equal(text.includes("\r\n\r\npage"), isAnswered);
    await server.stop(1000);
  });
}

Deno.test("a guest's request has a time limit, a known client's has none", async () => {
  const begun = Promise.withResolvers<void>();
  const handle = (request: Request, client: WebClient) => {
    if (request.url.endsWith("/known")) client.recognize("user");
    return new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode("begun")),
        cancel: () => begun.resolve(),
      }),
    );
  };
  const times = { guestRequest: 50, firstHead: 50, nextHead: 50 };
  const server = startWebServer({ host, port: 0, times, handle });
  const known = await fetch(`http://${host}:${server.port}/known`);
  const guest = await fetch(`http://${host}:${server.port}/guest`);
  await assert.rejects(guest.text());
  await begun.promise;
  const reader = known.body!.getReader();
  assert.equal(new TextDecoder().decode((await reader.read()).value), "begun");
  assert.equal(await Promise.race([reader.read().catch(() => "cut"), "goes on"]), "goes on");
  await reader.cancel();
  await server.stop(1000);
});

Deno.test("guests have a limit of connections, and the oldest idle one makes way", async () => {
  const guests = { perAddress: 3, total: 100 };
  const handle = (request: Request, client: WebClient) => {
    if (request.url.endsWith("/known")) client.recognize("user");
    return new Response("page");
  };
  const warnings: unknown[] = [];
  const log = { warn: (...line: unknown[]) => void warnings.push(line) };
  const server = startWebServer({ host, port: 0, guests, log, handle });
  const connections: Deno.TcpConn[] = [];
  const open = async (path?: string) => {
    const connection = await Deno.connect({ hostname: host, port: server.port });
    connections.push(connection);
    if (path) await ask(connection, path);
    return connection;
  };
  const known = [];
  for (let i = 0; i < 4; i++) known.push(await open("/known"));
  const [first, second] = [await open(), await open("/guest")];
  for (let i = 0; i < 3; i++) assert.match(await ask(await open(), "/guest"), /page/);
  for (const closed of [first, second]) {
    assert.equal(await closed!.read(new Uint8Array(1)).catch(() => null), null);
  }
  for (const connection of known) assert.match(await ask(connection, "/known"), /page/);
  for (const connection of connections) connection.close();
  await server.stop(1000);
  const flood = { count: 2, addresses: 1, mostFrom: host };
  assert.deepEqual(warnings, [["Closed connections of guests to pages", flood]]);
});

const crowds = [
  { what: "a guest", path: "/", isProxy: false, refused: 4 },
  { what: "a known client", path: "/known", isProxy: false, refused: 0 },
  { what: "a proxy", path: "/", isProxy: true, refused: 0 },
];

for (const { what, path, isProxy, refused } of crowds) {
  Deno.test(`of 20 requests at a time on a connection of ${what}, ${refused} are refused`, async () => {
    const all = Promise.withResolvers<void>();
    let [begun, ended] = [0, 0];
    const note = () => void (begun + ended === 20 && all.resolve());
    const handle = async (_: Request, client: WebClient) => {
      if (path === "/known") client.recognize("user");
      begun++;
      note();
      await all.promise;
      return new Response("page");
    };
    const guests = { perAddress: 3, total: 100, isProxy: () => isProxy };
    const server = startWebServer({ host, port: 0, guests, handle });
    const session = connect(`http://${host}:${server.port}`);
    const statuses = Array.from({ length: 20 }, () => {
      const stream = session.request({ ":path": path });
      stream.resume();
      return new Promise((resolve, reject) => {
        stream.once("error", reject);
        stream.once("response", ({ ":status": status }) => {
          ended++;
          note();
          resolve(status);
        });
      });
    });
    const unavailable = (await Promise.all(statuses)).filter((status) => status === 503);
    assert.equal(unavailable.length, refused);
    assert.equal(begun, 20 - refused);
    session.destroy();
    await server.stop(1000);
  });
}

Deno.test("a connection counts for the user of its last request", async () => {
  const handle = (request: Request, client: WebClient) => {
    try {
      client.recognize(new URL(request.url).pathname);
    } catch (error) {
      assert.ok(error instanceof AppError);
      return new Response(error.code);
    }
    const isOpen = request.url.endsWith("?open");
    return new Response(isOpen ? new ReadableStream() : "page");
  };
  const server = startWebServer({ host, port: 0, connectionsPerUser: 2, handle });
  const connections: Deno.TcpConn[] = [];
  const open = async (path: string) => {
    const connection = await Deno.connect({ hostname: host, port: server.port });
    connections.push(connection);
    assert.match(await ask(connection, path), /^HTTP\/1\.1 200/);
    return connection;
  };
  const [first, second] = [await open("/a"), await open("/a")];
  const third = await open("/a");
  assert.equal(await first.read(new Uint8Array(1)).catch(() => null), null, "made way");
  for (const connection of [second, third]) {
    for (const user of ["/b", "/c", "/a"]) assert.match(await ask(connection, user), /page/);
  }
  for (const connection of [second, third]) await ask(connection, "/a?open");
  const late = await Deno.connect({ hostname: host, port: server.port });
  connections.push(late);
  assert.match(await ask(late, "/a"), /rate_limited/);
  assert.match(await ask(late, "/b"), /page/);
  for (const connection of connections) connection.close();
  await server.stop(0);
});

async function ask(connection: Deno.TcpConn, path: string): Promise<string> {
  await connection.write(new TextEncoder().encode(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`));
  const buffer = new Uint8Array(1_000);
  const length = await connection.read(buffer);
  return new TextDecoder().decode(buffer.subarray(0, length ?? 0));
}

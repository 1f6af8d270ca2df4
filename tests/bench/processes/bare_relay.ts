// The simplest relay between a client and the model's server, which stores and renders nothing.
// Run in a separate process with the upstream's URL and what to do with the answer: `pipe` passes
// its bytes on, `parse` parses each event and writes it again. Prints its port.
const [upstream, form] = Deno.args;

const encoder = new TextEncoder();

/** Parses each event and writes it again; those that come together in one piece. */
function parseEvents(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  return new ReadableStream({
    async pull(controller) {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        const events = (rest + decoder.decode(value, { stream: true })).split("\n\n");
        rest = events.pop()!;
        if (events.length > 0) {
          return controller.enqueue(encoder.encode(events.map(writeAgain).join("")));
        }
      }
    },
    cancel: () => reader.cancel(),
  });
}

function writeAgain(event: string): string {
  const data = event.slice("data: ".length);
  return `data: ${data === "[DONE]" ? data : JSON.stringify(JSON.parse(data))}\n\n`;
}

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(port),
}, async (request) => {
  if (request.method === "GET") return new Response("ok");
  const { body, headers } = await fetch(`${upstream}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: await request.text(),
  });
  return new Response(form === "parse" ? parseEvents(body!) : body, {
    headers: { "content-type": headers.get("content-type") ?? "" },
  });
});

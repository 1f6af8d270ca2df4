import { RelayStore } from "./relay_store.ts";

// The simplest relay between a client and the model's server, which renders nothing. Run in a
// separate process with the upstream's URL and what to do with the answer: `pipe` passes its bytes
// on, `parse` parses each event and writes it again, `store` also keeps the chat in a SQLite file,
// which is the third argument. Prints its port.
const [upstream, form, file] = Deno.args;
const store = form === "store" ? new RelayStore(file!) : null;

const encoder = new TextEncoder();

type Relayed = {
  /** Called with the text of each event. */
  readonly onText?: (text: string) => void;
  /** Called at the end of the answer, before the client learns of it. */
  readonly onEnd?: () => Promise<void>;
};

/** Parses each event and writes it again; those that come together in one piece. */
function parseEvents(
  body: ReadableStream<Uint8Array>,
  { onText = () => {}, onEnd }: Relayed = {},
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const writeAgain = (event: string) => {
    const data = event.slice("data: ".length);
    if (data === "[DONE]") return `data: ${data}\n\n`;
    const chunk = JSON.parse(data);
    onText(chunk.choices[0]?.delta?.content ?? "");
    return `data: ${JSON.stringify(chunk)}\n\n`;
  };
  let rest = "";
  return new ReadableStream({
    async pull(controller) {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        const events = (rest + decoder.decode(value, { stream: true })).split("\n\n");
        rest = events.pop()!;
        if (events.length === 0) continue;
        const written = encoder.encode(events.map(writeAgain).join(""));
        if (events.at(-1) === "data: [DONE]") await onEnd?.();
        return controller.enqueue(written);
      }
    },
    cancel: () => reader.cancel(),
  });
}

/** Like {@link parseEvents}, and keeps the text. */
function storeEvents(
  { answer, body }: { readonly answer: string; readonly body: ReadableStream<Uint8Array> },
  store: RelayStore,
): ReadableStream<Uint8Array> {
  let text = "";
  return parseEvents(body, {
    onText: (more) => text += more,
    onEnd: () => store.finish(answer, text),
  });
}

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(port),
}, async (request) => {
  if (request.method === "GET") return new Response("ok");
  const asked = await request.text();
  const answer = await store?.begin(JSON.parse(asked).messages.at(-1).content);
  const { body, headers } = await fetch(`${upstream}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: asked,
  });
  const relayed = store
    ? storeEvents({ answer: answer!, body: body! }, store)
    : form === "parse"
    ? parseEvents(body!)
    : body;
  return new Response(relayed, {
    headers: { "content-type": headers.get("content-type") ?? "" },
  });
});

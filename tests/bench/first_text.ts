/** Milliseconds from sending a question to the first text of its answer. */
export type FirstText = () => Promise<number>;

const question = "What do you say?";

/** With which the bench's upstream begins its answers. */
export const FIRST_WORD = "Hello";

/** Asks a server that speaks OpenAI's protocol: the upstream itself, or a relay before it. */
export function askDirectly(url: string): FirstText {
  const body = JSON.stringify({
    model: "fake-model",
    stream: true,
    messages: [{ role: "user", content: question }],
  });
  return async () => {
    const start = performance.now();
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    return await timeOf(response, start);
  };
}

/** Asks Parley as its page does: sends the form, then connects to the answer's events. */
export async function askThroughPage(origin: string): Promise<FirstText> {
  const cookie = await signUp(origin);
  const headers = { Cookie: cookie, Origin: origin, "HX-Request": "true" };
  return async () => {
    const start = performance.now();
    const sent = await fetch(`${origin}/chats`, {
      method: "POST",
      headers,
      body: new URLSearchParams({ message: question, requestId: crypto.randomUUID() }),
    });
    const html = await sent.text();
    const events = /hx-sse:connect="([^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&");
    if (!events) throw new Error(`No stream in the answer to a message:\n${html}`);
    const stream = await fetch(origin + events, {
      headers: { ...headers, Accept: "text/event-stream" },
    });
    return await timeOf(stream, start);
  };
}

async function signUp(origin: string): Promise<string> {
  const response = await fetch(`${origin}/sign-up`, {
    method: "POST",
    redirect: "manual",
    headers: { Origin: origin },
    body: new URLSearchParams({
      name: "Bench",
      email: `bench-${crypto.randomUUID()}@example.com`,
      password: "correct horse battery",
    }),
  });
  await response.body?.cancel();
  return response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
}

/** Reads until the text is there, notes the time, then reads the rest, so that nothing overlaps. */
async function timeOf(response: Response, start: number): Promise<number> {
  let seen = "";
  let took = NaN;
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    seen += chunk;
    if (Number.isNaN(took) && seen.includes(FIRST_WORD)) took = performance.now() - start;
  }
  if (Number.isNaN(took)) throw new Error(`No text came:\n${seen}`);
  return took;
}

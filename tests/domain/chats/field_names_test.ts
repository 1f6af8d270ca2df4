import assert from "node:assert/strict";
import { meantField, noSuchField } from "../../../domain/chats/field_names.ts";
import { Said } from "../../../domain/said.ts";

const known = [
  ...["message", "system_message", "settings", "pinned", "settings.model"],
  ...[
    "settings.temperature",
    "settings.max_tokens",
    "settings.stop",
    "settings.n",
    "settings.top_p",
  ],
];

Deno.test("noSuchField() says where a name belongs, what it is called here, or which names there are", () => {
  const said = (name: string, parent = "") => String(noSuchField(name, { known, parent }));
  const cases = {
    temperature: "There is no such field here; it belongs in settings",
    max_completion_tokens: "There is no such field; it is called settings.max_tokens here",
    prompt: "There is no such field; it is called message here",
    messages: "There is no such field; send only the newest as message; the chat keeps the others",
    stream: "There is no such field; for events, send the header Accept: text/event-stream",
    user: "There is no such field; the header X-Parley-User says for whom the service token acts",
    tools: "There is no such field; Parley has nothing like it",
    top_k: "There is no such field; Parley has nothing like it",
    topK: "There is no such field; Parley has nothing like it",
    prompt_cache_key: "There is no such field; Parley has nothing like it",
    requestId: "There is no such field; send the header Idempotency-Key",
    safety_identifier:
      "There is no such field; the header X-Parley-User says for whom the service token acts",
    is_pinned: "There is no such field; it is called pinned here",
    maxCompletionTokens: "There is no such field; it is called settings.max_tokens here",
    "settings.temperature": "There is no such field; put temperature into the object settings",
    "settings.temprature": "There is no such field; put temperature into the object settings",
    "settings.max_completion_tokens":
      "There is no such field; put max_tokens into the object settings",
    "settings.top_k": "There is no such field; Parley has nothing like it",
    "chat.system_message": "There is no such field; did you mean system_message?",
    mesage: "There is no such field; did you mean message?",
    temprature: "There is no such field; did you mean settings.temperature?",
    maxTokens: "There is no such field; did you mean settings.max_tokens?",
    "System-Message": "There is no such field; did you mean system_message?",
    colour: "There is no such field; there are message, system_message, settings, pinned",
    constructor: "There is no such field; there are message, system_message, settings, pinned",
  };
  for (const [name, expected] of Object.entries(cases)) assert.equal(said(name), expected);
  assert.equal(
    said("message", "settings"),
    "There is no such field here; it belongs at the top level",
  );
  assert.equal(
    said("colour", "settings"),
    "There is no such field; there are model, temperature, max_tokens, stop, n, top_p",
  );
  assert.equal(said("m".repeat(100_000)), said("colour"));
  assert.equal(String(noSuchField("x", { known: [], parent: "" })), "There is no such field");
  assert.equal(
    String(noSuchField("x", { known: ["format"], parent: "", kind: new Said("parameter", []) })),
    "There is no such parameter; there is only format",
  );
});

Deno.test("meantField() suggests no unrelated name", () => {
  for (const name of ["", "m", "x", "stp2", "role", "massage_body", "top_k", "seed"]) {
    assert.equal(meantField(name, known), undefined, name);
  }
});

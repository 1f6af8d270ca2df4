import assert from "node:assert/strict";
import { hasVersion, isOwnServer, withoutCall } from "../../../infra/openai/base_url.ts";

Deno.test("withoutCall() is the base URL of a call's URL, without a password", () => {
  assert.equal(withoutCall("https://api.x.ai/v1/chat/completions"), "https://api.x.ai/v1");
  assert.equal(withoutCall("http://me:secret@host:1/v1/models"), "http://host:1/v1");
  for (const base of ["https://api.x.ai/v1", "http://host", "http://models", "no url"]) {
    assert.equal(withoutCall(base), null, base);
  }
});

Deno.test("hasVersion() finds a version anywhere in the path", () => {
  const versioned = [
    ...["http://host/v1", "https://generativelanguage.googleapis.com/v1beta/openai"],
    ...[
      "https://open.bigmodel.cn/api/paas/v4",
      "https://api.cloudflare.com/client/v4/accounts/1/ai",
    ],
  ];
  for (const url of versioned) assert.ok(hasVersion(url), url);
  const others = ["http://v1.example.com", "http://host/api", "http://host/vision", "http://host"];
  for (const url of others) assert.ok(!hasVersion(url), url);
});

Deno.test("isOwnServer() tells private addresses and names from public ones", () => {
  const own = [
    ...["http://127.0.0.1:11434/v1", "http://[::1]:8000/v1", "http://192.168.1.5/v1"],
    ...["http://10.0.0.7/v1", "http://ollama:11434/v1", "http://localhost:1234/v1"],
    ...["http://host.docker.internal:8080/v1", "http://gpu.local/v1", "http://[fd00::1]/v1"],
  ];
  for (const url of own) assert.ok(isOwnServer(url), url);
  const others = ["https://api.x.ai/v1", "http://8.8.8.8/v1", "https://[2001:db8::1]/v1"];
  for (const url of others) assert.ok(!isOwnServer(url), url);
});

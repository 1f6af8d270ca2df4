import assert from "node:assert/strict";
import { readEnvFile } from "../../../infra/config/env_file.ts";
import { variableNames } from "../../../infra/config/variables.ts";

const read = (text: string) => readEnvFile(new TextEncoder().encode(text));
const warningsOf = (text: string) => read(text).warnings;

Deno.test("readEnvFile() warns of a name that means nothing, with the nearest that means something", () => {
  const nearest: [name: string, right: string][] = [
    ["SIGNUP", "SIGN_UP"],
    ["sign-up", "SIGN_UP"],
    ["OPENAI_KEY", "OPENAI_API_KEY"],
    ["OPENAI_API_BASE", "OPENAI_BASE_URL"],
    ["DATABSE_URL", "DATABASE_URL"],
    ["DB_USERNAME", "DB_USER"],
    ["GRPC_PORT", "GRPC_SERVER_PORT"],
    ["PORT", "WEB_SERVER_PORT"],
    ["MAX_TOKEN", "MAX_TOKENS"],
    ["LOGLEVEL", "LOG_LEVEL"],
  ];
  for (const [name, right] of nearest) {
    assert.deepEqual(warningsOf(`MODEL=a\n${name}=s3cr3t`), [
      `.env line 2: ${name} means nothing to Parley: did you mean ${right}?`,
    ]);
  }
  assert.deepEqual(warningsOf("FOO=1"), [".env line 1: FOO means nothing to Parley"]);
});

Deno.test("readEnvFile() knows every variable, those of the compose file, and families of names", () => {
  const compose = ["MYSQL_ROOT_PASSWORD", "COMPOSE_PROJECT_NAME"];
  const families = ["UPSTREAM_LOCAL_BASE_URL", "OIDC_GOOGLE_SECRET"];
  const names = [...variableNames, ...compose, ...families];
  assert.deepEqual(warningsOf(names.map((name) => `${name}=a`).join("\n")), []);
});

Deno.test("readEnvFile() says which variables are read from the environment only", () => {
  for (const name of ["OTEL_DENO", "https_proxy", "PARLEY_TOKEN", "NODE_EXTRA_CA_CERTS"]) {
    assert.deepEqual(warningsOf(`${name}=a`), [
      `.env line 1: ${name} is not read from .env: set it in the environment`,
    ]);
  }
});

Deno.test("readEnvFile() warns of lines that set nothing, without what is in them", () => {
  const text = "# Comment: yes\n\nSIGN_UP: closed\nDATABASE_URL: mysql://u:s3cr3t@h/d?ssl=off\n" +
    " export AUTH_TOKEN : s3cr3t\ns3cr3t\nA B=s3cr3t\n";
  const { values, warnings } = read(text);
  assert.equal(values.SIGN_UP, undefined);
  assert.deepEqual(warnings, [
    ".env line 3 sets nothing: write SIGN_UP=… for SIGN_UP: …",
    ".env line 4 sets nothing: write DATABASE_URL=… for DATABASE_URL: …",
    ".env line 5 sets nothing: write AUTH_TOKEN=… for AUTH_TOKEN: …",
    ".env line 6 sets nothing: expected NAME=value",
    ".env line 7 sets nothing: expected NAME=value",
  ]);
});

Deno.test("readEnvFile() takes nothing in quotes for a line", () => {
  const text = "INITIAL_CHAT_MESSAGE=\"Be brief.\nFORMAT: Markdown\nFOO=bar\"\nMODEL = 'a'\r\n" +
    "STOP=it's\nexport SIGN_UP=closed # it's: late\nFOO=1\n";
  const { values, warnings } = read(text);
  assert.equal(values.INITIAL_CHAT_MESSAGE, "Be brief.\nFORMAT: Markdown\nFOO=bar");
  assert.equal(values.SIGN_UP, "closed");
  assert.deepEqual(warnings, [".env line 7: FOO means nothing to Parley"]);
});

Deno.test("readEnvFile() warns of a name that is set twice", () => {
  const { values, warnings } = read("MODEL=a\nMODEL=b\n");
  assert.equal(values.MODEL, "b");
  assert.deepEqual(warnings, [".env line 2: MODEL was set on line 1 already: this line counts"]);
});

Deno.test("readEnvFile() reads files that Windows wrote, and says how to save them", () => {
  const text = "SIGN_UP=closed\r\nMODEL=é\r\n";
  const utf16 = (isLittle: boolean, mark: string) => {
    const bytes = new DataView(new ArrayBuffer(2 * (mark + text).length));
    [...mark + text].forEach((letter, i) => bytes.setUint16(2 * i, letter.charCodeAt(0), isLittle));
    return new Uint8Array(bytes.buffer);
  };
  const saved: [bytes: Uint8Array, warning: RegExp][] = [
    [new TextEncoder().encode(`\ufeff${text}`), /^\.env begins with a byte order mark \(BOM\)/],
    [utf16(true, "\ufeff"), /^\.env is UTF-16.*save it as UTF-8$/],
    [utf16(false, "\ufeff"), /^\.env is UTF-16/],
    [utf16(true, ""), /^\.env is UTF-16/],
  ];
  for (const [bytes, warning] of saved) {
    const { values, warnings } = readEnvFile(bytes);
    assert.deepEqual([values.SIGN_UP, values.MODEL], ["closed", "é"]);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, warning);
  }
  const latin1 = readEnvFile(new Uint8Array([...new TextEncoder().encode("MODEL=x"), 0xe9]));
  assert.deepEqual(latin1.warnings, [".env has bytes that are not UTF-8: save it as UTF-8"]);
});

import assert from "node:assert/strict";
import { readEnvironment } from "../../../infra/process/environment.ts";

/** The environment as read with this `.env`, if any, and with MODEL set to `model`. */
async function read(env: string | null, model?: string) {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/.env`;
  try {
    if (env !== null) await Deno.writeTextFile(file, env);
    const get = (name: string) => name === "MODEL" ? model : undefined;
    return (await readEnvironment({ file, get })).values;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("readEnvironment() needs no .env", async () => {
  const { MODEL } = await read(null, "from the environment");
  assert.equal(MODEL, "from the environment");
});

Deno.test("readEnvironment() reads the variables of the upstreams that UPSTREAMS names", async () => {
  const set: Readonly<Record<string, string>> = {
    UPSTREAMS: "one,big-two",
    UPSTREAM_ONE_BASE_URL: "http://one/v1",
    UPSTREAM_BIG_TWO_API_KEY: "key",
    UPSTREAM_OTHER_API_KEY: "not named",
  };
  const { values } = await readEnvironment({ file: "/nowhere/.env", get: (name) => set[name] });
  const { UPSTREAM_OTHER_API_KEY: _, ...named } = set;
  assert.deepEqual(values, named);
});

Deno.test("readEnvironment() adds the variables of .env that the environment lacks", async () => {
  const env = 'MODEL="from .env"\nINITIAL_CHAT_MESSAGE=Você é um assistente # always\n';
  const alone = await read(env);
  assert.equal(alone.MODEL, "from .env");
  assert.equal(alone.INITIAL_CHAT_MESSAGE, "Você é um assistente");
  const overruled = await read(env, "from the environment");
  assert.equal(overruled.MODEL, "from the environment");
  const emptied = await read(env, "");
  assert.equal(emptied.MODEL, "");
});

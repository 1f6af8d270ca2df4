import assert from "node:assert/strict";
import { readEnvironment } from "../../infra/environment.ts";

/** Runs `work` in a folder of its own with this `.env`, and with MODEL set to `model`. */
async function inFolder<T>(env: string | null, model: string | null, work: () => Promise<T>) {
  const [home, before] = [Deno.cwd(), Deno.env.get("MODEL")];
  const folder = await Deno.makeTempDir();
  try {
    if (env !== null) await Deno.writeTextFile(`${folder}/.env`, env);
    Deno.chdir(folder);
    setModel(model);
    return await work();
  } finally {
    setModel(before ?? null);
    Deno.chdir(home);
    await Deno.remove(folder, { recursive: true });
  }
}

function setModel(model: string | null): void {
  if (model === null) Deno.env.delete("MODEL");
  else Deno.env.set("MODEL", model);
}

Deno.test("readEnvironment() needs no .env", async () => {
  const { MODEL } = await inFolder(null, "from the environment", readEnvironment);
  assert.equal(MODEL, "from the environment");
});

Deno.test("readEnvironment() adds what .env says and the environment doesn't", async () => {
  const env = 'MODEL="from .env"\nINITIAL_CHAT_MESSAGE=Você é um assistente # always\n';
  const alone = await inFolder(env, null, readEnvironment);
  assert.equal(alone.MODEL, "from .env");
  assert.equal(alone.INITIAL_CHAT_MESSAGE, "Você é um assistente");
  const overruled = await inFolder(env, "from the environment", readEnvironment);
  assert.equal(overruled.MODEL, "from the environment");
  const emptied = await inFolder(env, "", readEnvironment);
  assert.equal(emptied.MODEL, "");
});

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { renderIcons } from "./screenshots/render_icons.ts";
import { lacksBrowser, launchBrowser } from "./support/browser/launch_browser.ts";
import { findBuf } from "./support/grpc/buf.ts";
import { runProgram } from "./support/process/run_program.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const denoJson = JSON.parse(await Deno.readTextFile(`${root}deno.json`));
const [typesCommand, ...descriptorCommands]: string[] = denoJson.tasks.proto.split(" && ");

Deno.test("infra/grpc/generated is the current output of `deno task proto`", async () => {
  await assertCurrent("infra/grpc/generated", [typesCommand!]);
});

Deno.test({
  name: "proto/generated is the current output of `deno task proto`",
  ignore: findBuf().ignore,
  fn: () => assertCurrent("proto/generated", descriptorCommands),
});

Deno.test({
  name: "views/assets/generated is the current output of `deno task icons`",
  ignore: lacksBrowser,
  async fn() {
    const browser = await launchBrowser();
    try {
      const drawn = await renderIcons(browser);
      const folder = `${root}views/assets/generated`;
      assert.deepEqual(Object.keys(await readFiles(folder)).sort(), [...drawn.keys()].sort());
      const page = await browser.newPage();
      for (const [name, png] of drawn) {
        const difference = await meanDifference(
          page,
          png,
          await Deno.readFile(`${folder}/${name}`),
        );
        // Versions of Chromium smooth edges differently.
        assert.ok(difference < 0.1, `${name}: ${difference}`);
      }
    } finally {
      await browser.close();
    }
  },
});

Deno.test("generated files are in folders of this name, which are neither formatted nor linted", async () => {
  assert.ok(denoJson.exclude.includes("**/generated"));
  const attributes = await Deno.readTextFile(`${root}.gitattributes`);
  assert.match(attributes, /^\*\*\/generated\/\*\* linguist-generated$/m);
});

/** Runs a task's commands with another output folder, and compares the two folders. */
async function assertCurrent(folder: string, commands: readonly string[]): Promise<void> {
  const made = await Deno.makeTempDir({ prefix: "parley-generated-" });
  try {
    for (const command of commands) {
      assert.ok(command.includes(folder), command);
      const args = ["task", "--eval", command.replace(folder, made)];
      await runProgram(Deno.execPath(), { args, cwd: root });
    }
    assert.deepEqual(await readFiles(`${root}${folder}`), await readFiles(made));
  } finally {
    await Deno.remove(made, { recursive: true });
  }
}

/** The mean difference of two PNGs, from 0 to 255; infinite when their sizes differ. */
async function meanDifference(page: Page, ...pngs: Uint8Array[]): Promise<number> {
  const urls = pngs.map((png) => `data:image/png;base64,${png.toBase64()}`);
  return await page.evaluate(async (urls) => {
    const [one, other] = await Promise.all(urls.map(async (url) => {
      const bitmap = await createImageBitmap(await (await fetch(url)).blob());
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")!;
      context.drawImage(bitmap, 0, 0);
      return context.getImageData(0, 0, bitmap.width, bitmap.height);
    }));
    if (one!.width !== other!.width || one!.height !== other!.height) return Infinity;
    const sum = one!.data.reduce((sum, value, i) => sum + Math.abs(value - other!.data[i]!), 0);
    return sum / one!.data.length;
  }, urls);
}

/** Contents by path, with one character for each byte. */
async function readFiles(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) {
      const inner = Object.entries(await readFiles(path));
      for (const [key, content] of inner) files[`${name}/${key}`] = content;
    } else {
      files[name] = new TextDecoder("latin1").decode(await Deno.readFile(path));
    }
  }
  return files;
}

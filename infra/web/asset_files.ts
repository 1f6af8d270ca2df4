import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip, gzipSync } from "node:zlib";
import { sha256 } from "../hashes/sha256.ts";

type Encoding = "br" | "gzip" | "identity";
type Bytes = Uint8Array<ArrayBuffer>;

const contentTypes: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
};

/** The files of `styles/`, joined in this order: of equal rules the later one wins. */
const styles = "base controls shell lists chat composer prose account print".split(" ");

/** htmx and its extension for event streams; pages load both. */
const htmx = ["htmx.org/dist/htmx.min.js", "htmx.org/dist/ext/hx-sse.min.js"];

/** A file in memory. Each compressed form is made once, when it is first requested. */
class AssetFile {
  readonly contentType: string;
  readonly #content: Bytes;
  readonly #bodies = new Map<Encoding, Promise<Bytes>>();

  constructor(content: Bytes, contentType: string) {
    this.#content = content;
    this.contentType = contentType;
  }

  /** The content in this encoding, compressed off the event loop. */
  body(encoding: Encoding): Promise<Bytes> {
    let body = this.#bodies.get(encoding);
    if (!body) {
      body = encode(this.#content, encoding);
      this.#bodies.set(encoding, body);
    }
    return body;
  }
}

/** The stylesheet, scripts and images of the page, at paths that change with their content. */
export class AssetFiles {
  readonly #urls = new Map<string, string>();
  readonly #files = new Map<string, AssetFile>();

  /**
   * @param groups Files by name. The files of a group have one version in their paths, so scripts
   * of a group can import each other by name. Each name is in one group only.
   * @param toUrl Makes the URL of a path.
   */
  constructor(
    groups: readonly ReadonlyMap<string, Bytes>[],
    toUrl: (path: string) => string,
  ) {
    for (const group of groups) {
      const version = versionOf(group);
      for (const [name, content] of group) {
        const path = `${version}/${name}`;
        this.#urls.set(name, toUrl(path));
        this.#files.set(path, new AssetFile(content, contentTypeOf(name)));
      }
    }
  }

  /**
   * The URL of a file.
   *
   * @param name The file's name, e.g. `parley.css`.
   * @throws {Error} when there is no such file, which is a mistake in a view.
   */
  url(name: string): string {
    const url = this.#urls.get(name);
    if (url === undefined) throw new Error(`Cannot link asset ${name}: there is no such file`);
    return url;
  }

  /** The file at this path, e.g. `0f3a2b9c41/parley.css`. */
  find(path: string): AssetFile | undefined {
    return this.#files.get(path);
  }
}

/**
 * Reads all assets into memory unchanged: the scripts, the styles as one `parley.css`, the images,
 * and `htmx.js` from npm.
 *
 * @param folder Contains our own: images, and the folders `generated/`, `scripts/` and `styles/`.
 * @param toUrl Makes the URL of a path.
 */
export async function loadAssetFiles(
  folder: URL,
  toUrl: (path: string) => string,
): Promise<AssetFiles> {
  const scripts = await readFiles(new URL("scripts/", folder));
  const images = [...await readFiles(folder), ...await readFiles(new URL("generated/", folder))];
  const parley = await readJoined(styles.map((name) => new URL(`styles/${name}.css`, folder)));
  const fromNpm = await readJoined(htmx.map((path) => new URL(import.meta.resolve(path))));
  const alone = [...images, ["parley.css", parley], ["htmx.js", fromNpm]] as const;
  return new AssetFiles([scripts, ...alone.map((file) => new Map([file]))], toUrl);
}

async function readFiles(folder: URL): Promise<Map<string, Bytes>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(async ({ name }) =>
    [name, new Uint8Array(await readFile(new URL(name, folder)))] as const
  );
  return new Map(await Promise.all(files));
}

async function readJoined(files: readonly URL[]): Promise<Bytes> {
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return new TextEncoder().encode(texts.join("\n"));
}

/** Larger pages are compressed off the event loop; for smaller ones that would take longer. */
const LARGE_PAGE = 256 * 1024;

/**
 * Compresses a page that is rendered for each request, at zlib's level 1: a 75 KB page takes a
 * ninth of the time of the default level.
 */
export function gzipPage(page: Bytes): Bytes | Promise<Bytes> {
  if (page.length > LARGE_PAGE) return gzipLarge(page);
  return new Uint8Array(gzipSync(page, { level: 1 }));
}

async function gzipLarge(page: Bytes): Promise<Bytes> {
  return new Uint8Array(await promisify(gzip)(page, { level: 1 }));
}

/** Depends on the files' contents, not on their order, so every instance has the same version. */
function versionOf(group: ReadonlyMap<string, Bytes>): string {
  const contents = [...group].map(([name, content]) => `${name} ${sha256(content)}`);
  return sha256(contents.sort().join("\n")).slice(0, 10);
}

function contentTypeOf(name: string): string {
  const contentType = contentTypes[name.slice(name.lastIndexOf(".") + 1)];
  if (!contentType) throw new Error(`Cannot serve asset ${name}: its content type is unknown`);
  return contentType;
}

async function encode(content: Bytes, encoding: Encoding): Promise<Bytes> {
  switch (encoding) {
    case "identity":
      return content;
    case "gzip":
      return new Uint8Array(await promisify(gzip)(content, { level: 9 }));
    case "br":
      return new Uint8Array(
        await promisify(brotliCompress)(content, {
          params: {
            [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
            [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
          },
        }),
      );
  }
}

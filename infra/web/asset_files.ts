import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip, gzipSync } from "node:zlib";
import { slimSource } from "./slim_source.ts";
import { sha256 } from "../hashes/sha256.ts";

type Encoding = "br" | "gzip" | "identity";
type Bytes = Uint8Array<ArrayBuffer>;

const contentTypes: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
};

/** The scripts that come from npm, by the names that pages know them by. */
const packageFiles: Readonly<Record<string, string>> = {
  "htmx.js": "htmx.org/dist/htmx.min.js",
  "hx-sse.js": "htmx.org/dist/ext/hx-sse.min.js",
};

/** A file held in memory. Each compressed form is made once, when it is first asked for. */
class AssetFile {
  readonly contentType: string;
  readonly #content: Bytes;
  readonly #bodies = new Map<Encoding, Promise<Bytes>>();

  constructor(content: Bytes, contentType: string) {
    this.#content = content;
    this.contentType = contentType;
  }

  /** The content in this encoding. Compressing runs off the event loop. */
  body(encoding: Encoding): Promise<Bytes> {
    let body = this.#bodies.get(encoding);
    if (!body) {
      body = encode(this.#content, encoding);
      this.#bodies.set(encoding, body);
    }
    return body;
  }
}

/** The stylesheets, scripts and images of the page, under names that change with their content. */
export class AssetFiles {
  readonly #urls = new Map<string, string>();
  readonly #files = new Map<string, AssetFile>();

  /**
   * @param contents Plain file names and what is in them.
   * @param toUrl Makes the URL of a hashed file name.
   */
  constructor(contents: ReadonlyMap<string, Bytes>, toUrl: (hashedName: string) => string) {
    for (const [name, content] of contents) {
      const hashed = hashedName(name, content);
      this.#urls.set(name, toUrl(hashed));
      this.#files.set(hashed, new AssetFile(content, contentTypeOf(name)));
    }
  }

  /**
   * The URL of a file.
   *
   * @param name Its plain name, e.g. `page.css`.
   * @throws {Error} when there is no such file, which is a mistake in a view.
   */
  url(name: string): string {
    const url = this.#urls.get(name);
    if (url === undefined) throw new Error(`Cannot link asset ${name}: there is no such file`);
    return url;
  }

  /** The file with this hashed name, e.g. `page.0f3a2b9c41.css`. */
  find(hashedName: string): AssetFile | undefined {
    return this.#files.get(hashedName);
  }
}

/**
 * Reads all assets into memory: every file in `folder`, its scripts and stylesheets without comments
 * and indentation, and htmx with its extension from npm.
 *
 * @param folder Where our own assets are.
 * @param toUrl Makes the URL of a hashed file name.
 */
export async function loadAssetFiles(
  folder: URL,
  toUrl: (hashedName: string) => string,
): Promise<AssetFiles> {
  const own = (await readdir(folder)).map(async (name) =>
    [name, slim(name, await readFile(new URL(name, folder)))] as const
  );
  const others = Object.entries(packageFiles).map(async ([name, path]) =>
    [name, new Uint8Array(await readFile(new URL(import.meta.resolve(path))))] as const
  );
  return new AssetFiles(new Map(await Promise.all([...own, ...others])), toUrl);
}

/** Larger pages are compressed off the event loop, to which smaller ones take less time than going there. */
const LARGE_PAGE = 256 * 1024;

/**
 * Compresses a page that is made anew for each request: zlib's level 1, which makes a 75 KB page
 * in a ninth of the default level's time.
 */
export function gzipPage(page: Bytes): Bytes | Promise<Bytes> {
  if (page.length > LARGE_PAGE) return gzipLarge(page);
  return new Uint8Array(gzipSync(page, { level: 1 }));
}

async function gzipLarge(page: Bytes): Promise<Bytes> {
  return new Uint8Array(await promisify(gzip)(page, { level: 1 }));
}

function slim(name: string, content: Uint8Array): Bytes {
  if (!/\.(css|js)$/.test(name)) return new Uint8Array(content);
  return new TextEncoder().encode(slimSource(name, new TextDecoder().decode(content)));
}

function hashedName(name: string, content: Bytes): string {
  const hash = sha256(content).slice(0, 10);
  const dot = name.lastIndexOf(".");
  return `${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
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

/** A file that pages load. Its path changes when its content does. */
export type Asset = {
  readonly contentType: string;
  /** The content in this encoding; it is compressed at the first call and kept. */
  body(encoding: "br" | "gzip" | "identity"): Promise<Uint8Array<ArrayBuffer>>;
};

/** The files that pages load. */
export interface Assets {
  /** URL of the file with this name, e.g. `parley.css`. @throws {Error} when it is missing. */
  url(name: string): string;
  /** The file at this path, e.g. `0f3a2b9c41/parley.css`. */
  find(path: string): Asset | undefined;
}

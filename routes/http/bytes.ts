/** A chunk of a body or stream. */
export type Bytes = Uint8Array<ArrayBuffer>;

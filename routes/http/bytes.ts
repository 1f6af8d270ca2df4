/** What bodies and streams are made of. */
export type Bytes = Uint8Array<ArrayBuffer>;

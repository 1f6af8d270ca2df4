// Original file: proto/parley/v1/chat_service.proto


export interface ImportChatsRequest {
  'file'?: (Buffer | Uint8Array | string);
}

export interface ImportChatsRequest__Output {
  'file': (Buffer);
}

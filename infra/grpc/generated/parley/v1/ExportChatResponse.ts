// Original file: proto/parley/v1/chat_service.proto


export interface ExportChatResponse {
  'file_name'?: (string);
  'content_type'?: (string);
  'content'?: (Buffer | Uint8Array | string);
}

export interface ExportChatResponse__Output {
  'file_name': (string);
  'content_type': (string);
  'content': (Buffer);
}

// Original file: proto/parley/v1/chat_service.proto


export interface RestoreChatsResponse {
  'chat_ids'?: (string)[];
}

export interface RestoreChatsResponse__Output {
  'chat_ids': (string)[];
}

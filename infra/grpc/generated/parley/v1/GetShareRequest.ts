// Original file: proto/parley/v1/chat_service.proto


export interface GetShareRequest {
  'chat_id'?: (string);
}

export interface GetShareRequest__Output {
  'chat_id': (string);
}

// Original file: proto/parley/v1/chat_service.proto


export interface Source {
  'url'?: (string);
  'title'?: (string);
}

export interface Source__Output {
  'url': (string);
  'title': (string);
}

// Original file: proto/parley/v1/chat_service.proto


export interface SnippetPart {
  'text'?: (string);
  'match'?: (boolean);
}

export interface SnippetPart__Output {
  'text': (string);
  'match': (boolean);
}

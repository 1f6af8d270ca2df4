// Original file: proto/parley/v1/chat_service.proto

import type { SnippetPart as _parley_v1_SnippetPart, SnippetPart__Output as _parley_v1_SnippetPart__Output } from '../../parley/v1/SnippetPart.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface SearchHit {
  'chat_id'?: (string);
  'chat_title'?: (string);
  'message_id'?: (string);
  'snippet'?: (_parley_v1_SnippetPart)[];
  'create_time'?: (_google_protobuf_Timestamp | null);
}

export interface SearchHit__Output {
  'chat_id': (string);
  'chat_title': (string);
  'message_id': (string);
  'snippet': (_parley_v1_SnippetPart__Output)[];
  'create_time': (_google_protobuf_Timestamp__Output | null);
}

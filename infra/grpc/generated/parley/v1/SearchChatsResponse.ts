// Original file: proto/parley/v1/chat_service.proto

import type { SearchHit as _parley_v1_SearchHit, SearchHit__Output as _parley_v1_SearchHit__Output } from '../../parley/v1/SearchHit.ts';

export interface SearchChatsResponse {
  'hits'?: (_parley_v1_SearchHit)[];
  'next_page_token'?: (string);
}

export interface SearchChatsResponse__Output {
  'hits': (_parley_v1_SearchHit__Output)[];
  'next_page_token': (string);
}

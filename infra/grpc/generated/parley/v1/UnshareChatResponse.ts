// Original file: proto/parley/v1/chat_service.proto


export interface UnshareChatResponse {
}

export interface UnshareChatResponse__Output {
}

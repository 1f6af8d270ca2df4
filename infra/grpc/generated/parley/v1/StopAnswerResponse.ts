// Original file: proto/parley/v1/chat_service.proto


export interface StopAnswerResponse {
}

export interface StopAnswerResponse__Output {
}

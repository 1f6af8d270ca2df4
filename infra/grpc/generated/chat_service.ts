import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from './google/protobuf/Duration.ts';
import type { FieldMask as _google_protobuf_FieldMask, FieldMask__Output as _google_protobuf_FieldMask__Output } from './google/protobuf/FieldMask.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from './google/protobuf/Timestamp.ts';
import type { AnswerDetails as _parley_v1_AnswerDetails, AnswerDetails__Output as _parley_v1_AnswerDetails__Output } from './parley/v1/AnswerDetails.ts';
import type { AnswerEnded as _parley_v1_AnswerEnded, AnswerEnded__Output as _parley_v1_AnswerEnded__Output } from './parley/v1/AnswerEnded.ts';
import type { AnswerEvent as _parley_v1_AnswerEvent, AnswerEvent__Output as _parley_v1_AnswerEvent__Output } from './parley/v1/AnswerEvent.ts';
import type { Chat as _parley_v1_Chat, Chat__Output as _parley_v1_Chat__Output } from './parley/v1/Chat.ts';
import type { ChatServiceClient as _parley_v1_ChatServiceClient, ChatServiceDefinition as _parley_v1_ChatServiceDefinition } from './parley/v1/ChatService.ts';
import type { ChatSettings as _parley_v1_ChatSettings, ChatSettings__Output as _parley_v1_ChatSettings__Output } from './parley/v1/ChatSettings.ts';
import type { ContinueAnswerRequest as _parley_v1_ContinueAnswerRequest, ContinueAnswerRequest__Output as _parley_v1_ContinueAnswerRequest__Output } from './parley/v1/ContinueAnswerRequest.ts';
import type { ContinueAnswerResponse as _parley_v1_ContinueAnswerResponse, ContinueAnswerResponse__Output as _parley_v1_ContinueAnswerResponse__Output } from './parley/v1/ContinueAnswerResponse.ts';
import type { DeleteChatRequest as _parley_v1_DeleteChatRequest, DeleteChatRequest__Output as _parley_v1_DeleteChatRequest__Output } from './parley/v1/DeleteChatRequest.ts';
import type { DeleteChatResponse as _parley_v1_DeleteChatResponse, DeleteChatResponse__Output as _parley_v1_DeleteChatResponse__Output } from './parley/v1/DeleteChatResponse.ts';
import type { EndChatRequest as _parley_v1_EndChatRequest, EndChatRequest__Output as _parley_v1_EndChatRequest__Output } from './parley/v1/EndChatRequest.ts';
import type { EndChatResponse as _parley_v1_EndChatResponse, EndChatResponse__Output as _parley_v1_EndChatResponse__Output } from './parley/v1/EndChatResponse.ts';
import type { ExportChatRequest as _parley_v1_ExportChatRequest, ExportChatRequest__Output as _parley_v1_ExportChatRequest__Output } from './parley/v1/ExportChatRequest.ts';
import type { ExportChatResponse as _parley_v1_ExportChatResponse, ExportChatResponse__Output as _parley_v1_ExportChatResponse__Output } from './parley/v1/ExportChatResponse.ts';
import type { FailedImport as _parley_v1_FailedImport, FailedImport__Output as _parley_v1_FailedImport__Output } from './parley/v1/FailedImport.ts';
import type { FollowAnswerRequest as _parley_v1_FollowAnswerRequest, FollowAnswerRequest__Output as _parley_v1_FollowAnswerRequest__Output } from './parley/v1/FollowAnswerRequest.ts';
import type { FollowAnswerResponse as _parley_v1_FollowAnswerResponse, FollowAnswerResponse__Output as _parley_v1_FollowAnswerResponse__Output } from './parley/v1/FollowAnswerResponse.ts';
import type { GetChatRequest as _parley_v1_GetChatRequest, GetChatRequest__Output as _parley_v1_GetChatRequest__Output } from './parley/v1/GetChatRequest.ts';
import type { GetChatResponse as _parley_v1_GetChatResponse, GetChatResponse__Output as _parley_v1_GetChatResponse__Output } from './parley/v1/GetChatResponse.ts';
import type { GetMessageRequest as _parley_v1_GetMessageRequest, GetMessageRequest__Output as _parley_v1_GetMessageRequest__Output } from './parley/v1/GetMessageRequest.ts';
import type { GetMessageResponse as _parley_v1_GetMessageResponse, GetMessageResponse__Output as _parley_v1_GetMessageResponse__Output } from './parley/v1/GetMessageResponse.ts';
import type { GetShareRequest as _parley_v1_GetShareRequest, GetShareRequest__Output as _parley_v1_GetShareRequest__Output } from './parley/v1/GetShareRequest.ts';
import type { GetShareResponse as _parley_v1_GetShareResponse, GetShareResponse__Output as _parley_v1_GetShareResponse__Output } from './parley/v1/GetShareResponse.ts';
import type { GetStorageRequest as _parley_v1_GetStorageRequest, GetStorageRequest__Output as _parley_v1_GetStorageRequest__Output } from './parley/v1/GetStorageRequest.ts';
import type { GetStorageResponse as _parley_v1_GetStorageResponse, GetStorageResponse__Output as _parley_v1_GetStorageResponse__Output } from './parley/v1/GetStorageResponse.ts';
import type { ImportChatsRequest as _parley_v1_ImportChatsRequest, ImportChatsRequest__Output as _parley_v1_ImportChatsRequest__Output } from './parley/v1/ImportChatsRequest.ts';
import type { ImportChatsResponse as _parley_v1_ImportChatsResponse, ImportChatsResponse__Output as _parley_v1_ImportChatsResponse__Output } from './parley/v1/ImportChatsResponse.ts';
import type { ImportOmissions as _parley_v1_ImportOmissions, ImportOmissions__Output as _parley_v1_ImportOmissions__Output } from './parley/v1/ImportOmissions.ts';
import type { ListChatsRequest as _parley_v1_ListChatsRequest, ListChatsRequest__Output as _parley_v1_ListChatsRequest__Output } from './parley/v1/ListChatsRequest.ts';
import type { ListChatsResponse as _parley_v1_ListChatsResponse, ListChatsResponse__Output as _parley_v1_ListChatsResponse__Output } from './parley/v1/ListChatsResponse.ts';
import type { ListMessagesRequest as _parley_v1_ListMessagesRequest, ListMessagesRequest__Output as _parley_v1_ListMessagesRequest__Output } from './parley/v1/ListMessagesRequest.ts';
import type { ListMessagesResponse as _parley_v1_ListMessagesResponse, ListMessagesResponse__Output as _parley_v1_ListMessagesResponse__Output } from './parley/v1/ListMessagesResponse.ts';
import type { ListModelsRequest as _parley_v1_ListModelsRequest, ListModelsRequest__Output as _parley_v1_ListModelsRequest__Output } from './parley/v1/ListModelsRequest.ts';
import type { ListModelsResponse as _parley_v1_ListModelsResponse, ListModelsResponse__Output as _parley_v1_ListModelsResponse__Output } from './parley/v1/ListModelsResponse.ts';
import type { Message as _parley_v1_Message, Message__Output as _parley_v1_Message__Output } from './parley/v1/Message.ts';
import type { Model as _parley_v1_Model, Model__Output as _parley_v1_Model__Output } from './parley/v1/Model.ts';
import type { RegenerateAnswerRequest as _parley_v1_RegenerateAnswerRequest, RegenerateAnswerRequest__Output as _parley_v1_RegenerateAnswerRequest__Output } from './parley/v1/RegenerateAnswerRequest.ts';
import type { RegenerateAnswerResponse as _parley_v1_RegenerateAnswerResponse, RegenerateAnswerResponse__Output as _parley_v1_RegenerateAnswerResponse__Output } from './parley/v1/RegenerateAnswerResponse.ts';
import type { RestoreChatsRequest as _parley_v1_RestoreChatsRequest, RestoreChatsRequest__Output as _parley_v1_RestoreChatsRequest__Output } from './parley/v1/RestoreChatsRequest.ts';
import type { RestoreChatsResponse as _parley_v1_RestoreChatsResponse, RestoreChatsResponse__Output as _parley_v1_RestoreChatsResponse__Output } from './parley/v1/RestoreChatsResponse.ts';
import type { SearchChatsRequest as _parley_v1_SearchChatsRequest, SearchChatsRequest__Output as _parley_v1_SearchChatsRequest__Output } from './parley/v1/SearchChatsRequest.ts';
import type { SearchChatsResponse as _parley_v1_SearchChatsResponse, SearchChatsResponse__Output as _parley_v1_SearchChatsResponse__Output } from './parley/v1/SearchChatsResponse.ts';
import type { SearchHit as _parley_v1_SearchHit, SearchHit__Output as _parley_v1_SearchHit__Output } from './parley/v1/SearchHit.ts';
import type { SelectBranchRequest as _parley_v1_SelectBranchRequest, SelectBranchRequest__Output as _parley_v1_SelectBranchRequest__Output } from './parley/v1/SelectBranchRequest.ts';
import type { SelectBranchResponse as _parley_v1_SelectBranchResponse, SelectBranchResponse__Output as _parley_v1_SelectBranchResponse__Output } from './parley/v1/SelectBranchResponse.ts';
import type { SendMessageRequest as _parley_v1_SendMessageRequest, SendMessageRequest__Output as _parley_v1_SendMessageRequest__Output } from './parley/v1/SendMessageRequest.ts';
import type { SendMessageResponse as _parley_v1_SendMessageResponse, SendMessageResponse__Output as _parley_v1_SendMessageResponse__Output } from './parley/v1/SendMessageResponse.ts';
import type { ShareChatRequest as _parley_v1_ShareChatRequest, ShareChatRequest__Output as _parley_v1_ShareChatRequest__Output } from './parley/v1/ShareChatRequest.ts';
import type { ShareChatResponse as _parley_v1_ShareChatResponse, ShareChatResponse__Output as _parley_v1_ShareChatResponse__Output } from './parley/v1/ShareChatResponse.ts';
import type { SnippetPart as _parley_v1_SnippetPart, SnippetPart__Output as _parley_v1_SnippetPart__Output } from './parley/v1/SnippetPart.ts';
import type { Source as _parley_v1_Source, Source__Output as _parley_v1_Source__Output } from './parley/v1/Source.ts';
import type { StartChatRequest as _parley_v1_StartChatRequest, StartChatRequest__Output as _parley_v1_StartChatRequest__Output } from './parley/v1/StartChatRequest.ts';
import type { StartChatResponse as _parley_v1_StartChatResponse, StartChatResponse__Output as _parley_v1_StartChatResponse__Output } from './parley/v1/StartChatResponse.ts';
import type { StopAnswerRequest as _parley_v1_StopAnswerRequest, StopAnswerRequest__Output as _parley_v1_StopAnswerRequest__Output } from './parley/v1/StopAnswerRequest.ts';
import type { StopAnswerResponse as _parley_v1_StopAnswerResponse, StopAnswerResponse__Output as _parley_v1_StopAnswerResponse__Output } from './parley/v1/StopAnswerResponse.ts';
import type { TextDelta as _parley_v1_TextDelta, TextDelta__Output as _parley_v1_TextDelta__Output } from './parley/v1/TextDelta.ts';
import type { ThinkingDelta as _parley_v1_ThinkingDelta, ThinkingDelta__Output as _parley_v1_ThinkingDelta__Output } from './parley/v1/ThinkingDelta.ts';
import type { TokenUsage as _parley_v1_TokenUsage, TokenUsage__Output as _parley_v1_TokenUsage__Output } from './parley/v1/TokenUsage.ts';
import type { TurnBegun as _parley_v1_TurnBegun, TurnBegun__Output as _parley_v1_TurnBegun__Output } from './parley/v1/TurnBegun.ts';
import type { UnshareChatRequest as _parley_v1_UnshareChatRequest, UnshareChatRequest__Output as _parley_v1_UnshareChatRequest__Output } from './parley/v1/UnshareChatRequest.ts';
import type { UnshareChatResponse as _parley_v1_UnshareChatResponse, UnshareChatResponse__Output as _parley_v1_UnshareChatResponse__Output } from './parley/v1/UnshareChatResponse.ts';
import type { UpdateChatRequest as _parley_v1_UpdateChatRequest, UpdateChatRequest__Output as _parley_v1_UpdateChatRequest__Output } from './parley/v1/UpdateChatRequest.ts';
import type { UpdateChatResponse as _parley_v1_UpdateChatResponse, UpdateChatResponse__Output as _parley_v1_UpdateChatResponse__Output } from './parley/v1/UpdateChatResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  google: {
    protobuf: {
      Duration: MessageTypeDefinition<_google_protobuf_Duration, _google_protobuf_Duration__Output>
      FieldMask: MessageTypeDefinition<_google_protobuf_FieldMask, _google_protobuf_FieldMask__Output>
      Timestamp: MessageTypeDefinition<_google_protobuf_Timestamp, _google_protobuf_Timestamp__Output>
    }
  }
  parley: {
    v1: {
      AnswerDetails: MessageTypeDefinition<_parley_v1_AnswerDetails, _parley_v1_AnswerDetails__Output>
      AnswerEnded: MessageTypeDefinition<_parley_v1_AnswerEnded, _parley_v1_AnswerEnded__Output>
      AnswerEvent: MessageTypeDefinition<_parley_v1_AnswerEvent, _parley_v1_AnswerEvent__Output>
      AnswerState: EnumTypeDefinition
      Chat: MessageTypeDefinition<_parley_v1_Chat, _parley_v1_Chat__Output>
      ChatService: SubtypeConstructor<typeof grpc.Client, _parley_v1_ChatServiceClient> & { service: _parley_v1_ChatServiceDefinition }
      ChatSettings: MessageTypeDefinition<_parley_v1_ChatSettings, _parley_v1_ChatSettings__Output>
      ChatStatus: EnumTypeDefinition
      ContinueAnswerRequest: MessageTypeDefinition<_parley_v1_ContinueAnswerRequest, _parley_v1_ContinueAnswerRequest__Output>
      ContinueAnswerResponse: MessageTypeDefinition<_parley_v1_ContinueAnswerResponse, _parley_v1_ContinueAnswerResponse__Output>
      DeleteChatRequest: MessageTypeDefinition<_parley_v1_DeleteChatRequest, _parley_v1_DeleteChatRequest__Output>
      DeleteChatResponse: MessageTypeDefinition<_parley_v1_DeleteChatResponse, _parley_v1_DeleteChatResponse__Output>
      EndChatRequest: MessageTypeDefinition<_parley_v1_EndChatRequest, _parley_v1_EndChatRequest__Output>
      EndChatResponse: MessageTypeDefinition<_parley_v1_EndChatResponse, _parley_v1_EndChatResponse__Output>
      ExportChatRequest: MessageTypeDefinition<_parley_v1_ExportChatRequest, _parley_v1_ExportChatRequest__Output>
      ExportChatResponse: MessageTypeDefinition<_parley_v1_ExportChatResponse, _parley_v1_ExportChatResponse__Output>
      ExportFormat: EnumTypeDefinition
      FailedImport: MessageTypeDefinition<_parley_v1_FailedImport, _parley_v1_FailedImport__Output>
      FinishReason: EnumTypeDefinition
      FollowAnswerRequest: MessageTypeDefinition<_parley_v1_FollowAnswerRequest, _parley_v1_FollowAnswerRequest__Output>
      FollowAnswerResponse: MessageTypeDefinition<_parley_v1_FollowAnswerResponse, _parley_v1_FollowAnswerResponse__Output>
      GetChatRequest: MessageTypeDefinition<_parley_v1_GetChatRequest, _parley_v1_GetChatRequest__Output>
      GetChatResponse: MessageTypeDefinition<_parley_v1_GetChatResponse, _parley_v1_GetChatResponse__Output>
      GetMessageRequest: MessageTypeDefinition<_parley_v1_GetMessageRequest, _parley_v1_GetMessageRequest__Output>
      GetMessageResponse: MessageTypeDefinition<_parley_v1_GetMessageResponse, _parley_v1_GetMessageResponse__Output>
      GetShareRequest: MessageTypeDefinition<_parley_v1_GetShareRequest, _parley_v1_GetShareRequest__Output>
      GetShareResponse: MessageTypeDefinition<_parley_v1_GetShareResponse, _parley_v1_GetShareResponse__Output>
      GetStorageRequest: MessageTypeDefinition<_parley_v1_GetStorageRequest, _parley_v1_GetStorageRequest__Output>
      GetStorageResponse: MessageTypeDefinition<_parley_v1_GetStorageResponse, _parley_v1_GetStorageResponse__Output>
      ImportChatsRequest: MessageTypeDefinition<_parley_v1_ImportChatsRequest, _parley_v1_ImportChatsRequest__Output>
      ImportChatsResponse: MessageTypeDefinition<_parley_v1_ImportChatsResponse, _parley_v1_ImportChatsResponse__Output>
      ImportOmissions: MessageTypeDefinition<_parley_v1_ImportOmissions, _parley_v1_ImportOmissions__Output>
      ListChatsRequest: MessageTypeDefinition<_parley_v1_ListChatsRequest, _parley_v1_ListChatsRequest__Output>
      ListChatsResponse: MessageTypeDefinition<_parley_v1_ListChatsResponse, _parley_v1_ListChatsResponse__Output>
      ListMessagesRequest: MessageTypeDefinition<_parley_v1_ListMessagesRequest, _parley_v1_ListMessagesRequest__Output>
      ListMessagesResponse: MessageTypeDefinition<_parley_v1_ListMessagesResponse, _parley_v1_ListMessagesResponse__Output>
      ListModelsRequest: MessageTypeDefinition<_parley_v1_ListModelsRequest, _parley_v1_ListModelsRequest__Output>
      ListModelsResponse: MessageTypeDefinition<_parley_v1_ListModelsResponse, _parley_v1_ListModelsResponse__Output>
      Message: MessageTypeDefinition<_parley_v1_Message, _parley_v1_Message__Output>
      MessageRole: EnumTypeDefinition
      Model: MessageTypeDefinition<_parley_v1_Model, _parley_v1_Model__Output>
      RegenerateAnswerRequest: MessageTypeDefinition<_parley_v1_RegenerateAnswerRequest, _parley_v1_RegenerateAnswerRequest__Output>
      RegenerateAnswerResponse: MessageTypeDefinition<_parley_v1_RegenerateAnswerResponse, _parley_v1_RegenerateAnswerResponse__Output>
      RestoreChatsRequest: MessageTypeDefinition<_parley_v1_RestoreChatsRequest, _parley_v1_RestoreChatsRequest__Output>
      RestoreChatsResponse: MessageTypeDefinition<_parley_v1_RestoreChatsResponse, _parley_v1_RestoreChatsResponse__Output>
      SearchChatsRequest: MessageTypeDefinition<_parley_v1_SearchChatsRequest, _parley_v1_SearchChatsRequest__Output>
      SearchChatsResponse: MessageTypeDefinition<_parley_v1_SearchChatsResponse, _parley_v1_SearchChatsResponse__Output>
      SearchHit: MessageTypeDefinition<_parley_v1_SearchHit, _parley_v1_SearchHit__Output>
      SelectBranchRequest: MessageTypeDefinition<_parley_v1_SelectBranchRequest, _parley_v1_SelectBranchRequest__Output>
      SelectBranchResponse: MessageTypeDefinition<_parley_v1_SelectBranchResponse, _parley_v1_SelectBranchResponse__Output>
      SendMessageRequest: MessageTypeDefinition<_parley_v1_SendMessageRequest, _parley_v1_SendMessageRequest__Output>
      SendMessageResponse: MessageTypeDefinition<_parley_v1_SendMessageResponse, _parley_v1_SendMessageResponse__Output>
      ShareChatRequest: MessageTypeDefinition<_parley_v1_ShareChatRequest, _parley_v1_ShareChatRequest__Output>
      ShareChatResponse: MessageTypeDefinition<_parley_v1_ShareChatResponse, _parley_v1_ShareChatResponse__Output>
      SnippetPart: MessageTypeDefinition<_parley_v1_SnippetPart, _parley_v1_SnippetPart__Output>
      Source: MessageTypeDefinition<_parley_v1_Source, _parley_v1_Source__Output>
      StartChatRequest: MessageTypeDefinition<_parley_v1_StartChatRequest, _parley_v1_StartChatRequest__Output>
      StartChatResponse: MessageTypeDefinition<_parley_v1_StartChatResponse, _parley_v1_StartChatResponse__Output>
      StopAnswerRequest: MessageTypeDefinition<_parley_v1_StopAnswerRequest, _parley_v1_StopAnswerRequest__Output>
      StopAnswerResponse: MessageTypeDefinition<_parley_v1_StopAnswerResponse, _parley_v1_StopAnswerResponse__Output>
      TextDelta: MessageTypeDefinition<_parley_v1_TextDelta, _parley_v1_TextDelta__Output>
      ThinkingDelta: MessageTypeDefinition<_parley_v1_ThinkingDelta, _parley_v1_ThinkingDelta__Output>
      TokenUsage: MessageTypeDefinition<_parley_v1_TokenUsage, _parley_v1_TokenUsage__Output>
      TurnBegun: MessageTypeDefinition<_parley_v1_TurnBegun, _parley_v1_TurnBegun__Output>
      UnshareChatRequest: MessageTypeDefinition<_parley_v1_UnshareChatRequest, _parley_v1_UnshareChatRequest__Output>
      UnshareChatResponse: MessageTypeDefinition<_parley_v1_UnshareChatResponse, _parley_v1_UnshareChatResponse__Output>
      UpdateChatRequest: MessageTypeDefinition<_parley_v1_UpdateChatRequest, _parley_v1_UpdateChatRequest__Output>
      UpdateChatResponse: MessageTypeDefinition<_parley_v1_UpdateChatResponse, _parley_v1_UpdateChatResponse__Output>
    }
  }
}


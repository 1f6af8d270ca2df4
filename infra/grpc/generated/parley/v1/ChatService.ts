// Original file: proto/parley/v1/chat_service.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ContinueAnswerRequest as _parley_v1_ContinueAnswerRequest, ContinueAnswerRequest__Output as _parley_v1_ContinueAnswerRequest__Output } from '../../parley/v1/ContinueAnswerRequest.ts';
import type { ContinueAnswerResponse as _parley_v1_ContinueAnswerResponse, ContinueAnswerResponse__Output as _parley_v1_ContinueAnswerResponse__Output } from '../../parley/v1/ContinueAnswerResponse.ts';
import type { DeleteChatRequest as _parley_v1_DeleteChatRequest, DeleteChatRequest__Output as _parley_v1_DeleteChatRequest__Output } from '../../parley/v1/DeleteChatRequest.ts';
import type { DeleteChatResponse as _parley_v1_DeleteChatResponse, DeleteChatResponse__Output as _parley_v1_DeleteChatResponse__Output } from '../../parley/v1/DeleteChatResponse.ts';
import type { EndChatRequest as _parley_v1_EndChatRequest, EndChatRequest__Output as _parley_v1_EndChatRequest__Output } from '../../parley/v1/EndChatRequest.ts';
import type { EndChatResponse as _parley_v1_EndChatResponse, EndChatResponse__Output as _parley_v1_EndChatResponse__Output } from '../../parley/v1/EndChatResponse.ts';
import type { ExportChatRequest as _parley_v1_ExportChatRequest, ExportChatRequest__Output as _parley_v1_ExportChatRequest__Output } from '../../parley/v1/ExportChatRequest.ts';
import type { ExportChatResponse as _parley_v1_ExportChatResponse, ExportChatResponse__Output as _parley_v1_ExportChatResponse__Output } from '../../parley/v1/ExportChatResponse.ts';
import type { FollowAnswerRequest as _parley_v1_FollowAnswerRequest, FollowAnswerRequest__Output as _parley_v1_FollowAnswerRequest__Output } from '../../parley/v1/FollowAnswerRequest.ts';
import type { FollowAnswerResponse as _parley_v1_FollowAnswerResponse, FollowAnswerResponse__Output as _parley_v1_FollowAnswerResponse__Output } from '../../parley/v1/FollowAnswerResponse.ts';
import type { GetChatRequest as _parley_v1_GetChatRequest, GetChatRequest__Output as _parley_v1_GetChatRequest__Output } from '../../parley/v1/GetChatRequest.ts';
import type { GetChatResponse as _parley_v1_GetChatResponse, GetChatResponse__Output as _parley_v1_GetChatResponse__Output } from '../../parley/v1/GetChatResponse.ts';
import type { GetMessageRequest as _parley_v1_GetMessageRequest, GetMessageRequest__Output as _parley_v1_GetMessageRequest__Output } from '../../parley/v1/GetMessageRequest.ts';
import type { GetMessageResponse as _parley_v1_GetMessageResponse, GetMessageResponse__Output as _parley_v1_GetMessageResponse__Output } from '../../parley/v1/GetMessageResponse.ts';
import type { GetShareRequest as _parley_v1_GetShareRequest, GetShareRequest__Output as _parley_v1_GetShareRequest__Output } from '../../parley/v1/GetShareRequest.ts';
import type { GetShareResponse as _parley_v1_GetShareResponse, GetShareResponse__Output as _parley_v1_GetShareResponse__Output } from '../../parley/v1/GetShareResponse.ts';
import type { GetStorageRequest as _parley_v1_GetStorageRequest, GetStorageRequest__Output as _parley_v1_GetStorageRequest__Output } from '../../parley/v1/GetStorageRequest.ts';
import type { GetStorageResponse as _parley_v1_GetStorageResponse, GetStorageResponse__Output as _parley_v1_GetStorageResponse__Output } from '../../parley/v1/GetStorageResponse.ts';
import type { ImportChatsRequest as _parley_v1_ImportChatsRequest, ImportChatsRequest__Output as _parley_v1_ImportChatsRequest__Output } from '../../parley/v1/ImportChatsRequest.ts';
import type { ImportChatsResponse as _parley_v1_ImportChatsResponse, ImportChatsResponse__Output as _parley_v1_ImportChatsResponse__Output } from '../../parley/v1/ImportChatsResponse.ts';
import type { ListChatsRequest as _parley_v1_ListChatsRequest, ListChatsRequest__Output as _parley_v1_ListChatsRequest__Output } from '../../parley/v1/ListChatsRequest.ts';
import type { ListChatsResponse as _parley_v1_ListChatsResponse, ListChatsResponse__Output as _parley_v1_ListChatsResponse__Output } from '../../parley/v1/ListChatsResponse.ts';
import type { ListMessagesRequest as _parley_v1_ListMessagesRequest, ListMessagesRequest__Output as _parley_v1_ListMessagesRequest__Output } from '../../parley/v1/ListMessagesRequest.ts';
import type { ListMessagesResponse as _parley_v1_ListMessagesResponse, ListMessagesResponse__Output as _parley_v1_ListMessagesResponse__Output } from '../../parley/v1/ListMessagesResponse.ts';
import type { ListModelsRequest as _parley_v1_ListModelsRequest, ListModelsRequest__Output as _parley_v1_ListModelsRequest__Output } from '../../parley/v1/ListModelsRequest.ts';
import type { ListModelsResponse as _parley_v1_ListModelsResponse, ListModelsResponse__Output as _parley_v1_ListModelsResponse__Output } from '../../parley/v1/ListModelsResponse.ts';
import type { RegenerateAnswerRequest as _parley_v1_RegenerateAnswerRequest, RegenerateAnswerRequest__Output as _parley_v1_RegenerateAnswerRequest__Output } from '../../parley/v1/RegenerateAnswerRequest.ts';
import type { RegenerateAnswerResponse as _parley_v1_RegenerateAnswerResponse, RegenerateAnswerResponse__Output as _parley_v1_RegenerateAnswerResponse__Output } from '../../parley/v1/RegenerateAnswerResponse.ts';
import type { RestoreChatsRequest as _parley_v1_RestoreChatsRequest, RestoreChatsRequest__Output as _parley_v1_RestoreChatsRequest__Output } from '../../parley/v1/RestoreChatsRequest.ts';
import type { RestoreChatsResponse as _parley_v1_RestoreChatsResponse, RestoreChatsResponse__Output as _parley_v1_RestoreChatsResponse__Output } from '../../parley/v1/RestoreChatsResponse.ts';
import type { SearchChatsRequest as _parley_v1_SearchChatsRequest, SearchChatsRequest__Output as _parley_v1_SearchChatsRequest__Output } from '../../parley/v1/SearchChatsRequest.ts';
import type { SearchChatsResponse as _parley_v1_SearchChatsResponse, SearchChatsResponse__Output as _parley_v1_SearchChatsResponse__Output } from '../../parley/v1/SearchChatsResponse.ts';
import type { SelectBranchRequest as _parley_v1_SelectBranchRequest, SelectBranchRequest__Output as _parley_v1_SelectBranchRequest__Output } from '../../parley/v1/SelectBranchRequest.ts';
import type { SelectBranchResponse as _parley_v1_SelectBranchResponse, SelectBranchResponse__Output as _parley_v1_SelectBranchResponse__Output } from '../../parley/v1/SelectBranchResponse.ts';
import type { SendMessageRequest as _parley_v1_SendMessageRequest, SendMessageRequest__Output as _parley_v1_SendMessageRequest__Output } from '../../parley/v1/SendMessageRequest.ts';
import type { SendMessageResponse as _parley_v1_SendMessageResponse, SendMessageResponse__Output as _parley_v1_SendMessageResponse__Output } from '../../parley/v1/SendMessageResponse.ts';
import type { ShareChatRequest as _parley_v1_ShareChatRequest, ShareChatRequest__Output as _parley_v1_ShareChatRequest__Output } from '../../parley/v1/ShareChatRequest.ts';
import type { ShareChatResponse as _parley_v1_ShareChatResponse, ShareChatResponse__Output as _parley_v1_ShareChatResponse__Output } from '../../parley/v1/ShareChatResponse.ts';
import type { StartChatRequest as _parley_v1_StartChatRequest, StartChatRequest__Output as _parley_v1_StartChatRequest__Output } from '../../parley/v1/StartChatRequest.ts';
import type { StartChatResponse as _parley_v1_StartChatResponse, StartChatResponse__Output as _parley_v1_StartChatResponse__Output } from '../../parley/v1/StartChatResponse.ts';
import type { StopAnswerRequest as _parley_v1_StopAnswerRequest, StopAnswerRequest__Output as _parley_v1_StopAnswerRequest__Output } from '../../parley/v1/StopAnswerRequest.ts';
import type { StopAnswerResponse as _parley_v1_StopAnswerResponse, StopAnswerResponse__Output as _parley_v1_StopAnswerResponse__Output } from '../../parley/v1/StopAnswerResponse.ts';
import type { UnshareChatRequest as _parley_v1_UnshareChatRequest, UnshareChatRequest__Output as _parley_v1_UnshareChatRequest__Output } from '../../parley/v1/UnshareChatRequest.ts';
import type { UnshareChatResponse as _parley_v1_UnshareChatResponse, UnshareChatResponse__Output as _parley_v1_UnshareChatResponse__Output } from '../../parley/v1/UnshareChatResponse.ts';
import type { UpdateChatRequest as _parley_v1_UpdateChatRequest, UpdateChatRequest__Output as _parley_v1_UpdateChatRequest__Output } from '../../parley/v1/UpdateChatRequest.ts';
import type { UpdateChatResponse as _parley_v1_UpdateChatResponse, UpdateChatResponse__Output as _parley_v1_UpdateChatResponse__Output } from '../../parley/v1/UpdateChatResponse.ts';

export interface ChatServiceClient extends grpc.Client {
  ContinueAnswer(argument: _parley_v1_ContinueAnswerRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_ContinueAnswerResponse__Output>;
  ContinueAnswer(argument: _parley_v1_ContinueAnswerRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_ContinueAnswerResponse__Output>;
  continueAnswer(argument: _parley_v1_ContinueAnswerRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_ContinueAnswerResponse__Output>;
  continueAnswer(argument: _parley_v1_ContinueAnswerRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_ContinueAnswerResponse__Output>;
  
  DeleteChat(argument: _parley_v1_DeleteChatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_DeleteChatResponse__Output>): grpc.ClientUnaryCall;
  DeleteChat(argument: _parley_v1_DeleteChatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_DeleteChatResponse__Output>): grpc.ClientUnaryCall;
  DeleteChat(argument: _parley_v1_DeleteChatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_DeleteChatResponse__Output>): grpc.ClientUnaryCall;
  DeleteChat(argument: _parley_v1_DeleteChatRequest, callback: grpc.requestCallback<_parley_v1_DeleteChatResponse__Output>): grpc.ClientUnaryCall;
  deleteChat(argument: _parley_v1_DeleteChatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_DeleteChatResponse__Output>): grpc.ClientUnaryCall;
  deleteChat(argument: _parley_v1_DeleteChatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_DeleteChatResponse__Output>): grpc.ClientUnaryCall;
  deleteChat(argument: _parley_v1_DeleteChatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_DeleteChatResponse__Output>): grpc.ClientUnaryCall;
  deleteChat(argument: _parley_v1_DeleteChatRequest, callback: grpc.requestCallback<_parley_v1_DeleteChatResponse__Output>): grpc.ClientUnaryCall;
  
  EndChat(argument: _parley_v1_EndChatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_EndChatResponse__Output>): grpc.ClientUnaryCall;
  EndChat(argument: _parley_v1_EndChatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_EndChatResponse__Output>): grpc.ClientUnaryCall;
  EndChat(argument: _parley_v1_EndChatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_EndChatResponse__Output>): grpc.ClientUnaryCall;
  EndChat(argument: _parley_v1_EndChatRequest, callback: grpc.requestCallback<_parley_v1_EndChatResponse__Output>): grpc.ClientUnaryCall;
  endChat(argument: _parley_v1_EndChatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_EndChatResponse__Output>): grpc.ClientUnaryCall;
  endChat(argument: _parley_v1_EndChatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_EndChatResponse__Output>): grpc.ClientUnaryCall;
  endChat(argument: _parley_v1_EndChatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_EndChatResponse__Output>): grpc.ClientUnaryCall;
  endChat(argument: _parley_v1_EndChatRequest, callback: grpc.requestCallback<_parley_v1_EndChatResponse__Output>): grpc.ClientUnaryCall;
  
  ExportChat(argument: _parley_v1_ExportChatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ExportChatResponse__Output>): grpc.ClientUnaryCall;
  ExportChat(argument: _parley_v1_ExportChatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_ExportChatResponse__Output>): grpc.ClientUnaryCall;
  ExportChat(argument: _parley_v1_ExportChatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ExportChatResponse__Output>): grpc.ClientUnaryCall;
  ExportChat(argument: _parley_v1_ExportChatRequest, callback: grpc.requestCallback<_parley_v1_ExportChatResponse__Output>): grpc.ClientUnaryCall;
  exportChat(argument: _parley_v1_ExportChatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ExportChatResponse__Output>): grpc.ClientUnaryCall;
  exportChat(argument: _parley_v1_ExportChatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_ExportChatResponse__Output>): grpc.ClientUnaryCall;
  exportChat(argument: _parley_v1_ExportChatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ExportChatResponse__Output>): grpc.ClientUnaryCall;
  exportChat(argument: _parley_v1_ExportChatRequest, callback: grpc.requestCallback<_parley_v1_ExportChatResponse__Output>): grpc.ClientUnaryCall;
  
  FollowAnswer(argument: _parley_v1_FollowAnswerRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_FollowAnswerResponse__Output>;
  FollowAnswer(argument: _parley_v1_FollowAnswerRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_FollowAnswerResponse__Output>;
  followAnswer(argument: _parley_v1_FollowAnswerRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_FollowAnswerResponse__Output>;
  followAnswer(argument: _parley_v1_FollowAnswerRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_FollowAnswerResponse__Output>;
  
  GetChat(argument: _parley_v1_GetChatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_GetChatResponse__Output>): grpc.ClientUnaryCall;
  GetChat(argument: _parley_v1_GetChatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_GetChatResponse__Output>): grpc.ClientUnaryCall;
  GetChat(argument: _parley_v1_GetChatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_GetChatResponse__Output>): grpc.ClientUnaryCall;
  GetChat(argument: _parley_v1_GetChatRequest, callback: grpc.requestCallback<_parley_v1_GetChatResponse__Output>): grpc.ClientUnaryCall;
  getChat(argument: _parley_v1_GetChatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_GetChatResponse__Output>): grpc.ClientUnaryCall;
  getChat(argument: _parley_v1_GetChatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_GetChatResponse__Output>): grpc.ClientUnaryCall;
  getChat(argument: _parley_v1_GetChatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_GetChatResponse__Output>): grpc.ClientUnaryCall;
  getChat(argument: _parley_v1_GetChatRequest, callback: grpc.requestCallback<_parley_v1_GetChatResponse__Output>): grpc.ClientUnaryCall;
  
  GetMessage(argument: _parley_v1_GetMessageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_GetMessageResponse__Output>): grpc.ClientUnaryCall;
  GetMessage(argument: _parley_v1_GetMessageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_GetMessageResponse__Output>): grpc.ClientUnaryCall;
  GetMessage(argument: _parley_v1_GetMessageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_GetMessageResponse__Output>): grpc.ClientUnaryCall;
  GetMessage(argument: _parley_v1_GetMessageRequest, callback: grpc.requestCallback<_parley_v1_GetMessageResponse__Output>): grpc.ClientUnaryCall;
  getMessage(argument: _parley_v1_GetMessageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_GetMessageResponse__Output>): grpc.ClientUnaryCall;
  getMessage(argument: _parley_v1_GetMessageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_GetMessageResponse__Output>): grpc.ClientUnaryCall;
  getMessage(argument: _parley_v1_GetMessageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_GetMessageResponse__Output>): grpc.ClientUnaryCall;
  getMessage(argument: _parley_v1_GetMessageRequest, callback: grpc.requestCallback<_parley_v1_GetMessageResponse__Output>): grpc.ClientUnaryCall;
  
  GetShare(argument: _parley_v1_GetShareRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_GetShareResponse__Output>): grpc.ClientUnaryCall;
  GetShare(argument: _parley_v1_GetShareRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_GetShareResponse__Output>): grpc.ClientUnaryCall;
  GetShare(argument: _parley_v1_GetShareRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_GetShareResponse__Output>): grpc.ClientUnaryCall;
  GetShare(argument: _parley_v1_GetShareRequest, callback: grpc.requestCallback<_parley_v1_GetShareResponse__Output>): grpc.ClientUnaryCall;
  getShare(argument: _parley_v1_GetShareRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_GetShareResponse__Output>): grpc.ClientUnaryCall;
  getShare(argument: _parley_v1_GetShareRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_GetShareResponse__Output>): grpc.ClientUnaryCall;
  getShare(argument: _parley_v1_GetShareRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_GetShareResponse__Output>): grpc.ClientUnaryCall;
  getShare(argument: _parley_v1_GetShareRequest, callback: grpc.requestCallback<_parley_v1_GetShareResponse__Output>): grpc.ClientUnaryCall;
  
  GetStorage(argument: _parley_v1_GetStorageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_GetStorageResponse__Output>): grpc.ClientUnaryCall;
  GetStorage(argument: _parley_v1_GetStorageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_GetStorageResponse__Output>): grpc.ClientUnaryCall;
  GetStorage(argument: _parley_v1_GetStorageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_GetStorageResponse__Output>): grpc.ClientUnaryCall;
  GetStorage(argument: _parley_v1_GetStorageRequest, callback: grpc.requestCallback<_parley_v1_GetStorageResponse__Output>): grpc.ClientUnaryCall;
  getStorage(argument: _parley_v1_GetStorageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_GetStorageResponse__Output>): grpc.ClientUnaryCall;
  getStorage(argument: _parley_v1_GetStorageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_GetStorageResponse__Output>): grpc.ClientUnaryCall;
  getStorage(argument: _parley_v1_GetStorageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_GetStorageResponse__Output>): grpc.ClientUnaryCall;
  getStorage(argument: _parley_v1_GetStorageRequest, callback: grpc.requestCallback<_parley_v1_GetStorageResponse__Output>): grpc.ClientUnaryCall;
  
  ImportChats(argument: _parley_v1_ImportChatsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ImportChatsResponse__Output>): grpc.ClientUnaryCall;
  ImportChats(argument: _parley_v1_ImportChatsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_ImportChatsResponse__Output>): grpc.ClientUnaryCall;
  ImportChats(argument: _parley_v1_ImportChatsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ImportChatsResponse__Output>): grpc.ClientUnaryCall;
  ImportChats(argument: _parley_v1_ImportChatsRequest, callback: grpc.requestCallback<_parley_v1_ImportChatsResponse__Output>): grpc.ClientUnaryCall;
  importChats(argument: _parley_v1_ImportChatsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ImportChatsResponse__Output>): grpc.ClientUnaryCall;
  importChats(argument: _parley_v1_ImportChatsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_ImportChatsResponse__Output>): grpc.ClientUnaryCall;
  importChats(argument: _parley_v1_ImportChatsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ImportChatsResponse__Output>): grpc.ClientUnaryCall;
  importChats(argument: _parley_v1_ImportChatsRequest, callback: grpc.requestCallback<_parley_v1_ImportChatsResponse__Output>): grpc.ClientUnaryCall;
  
  ListChats(argument: _parley_v1_ListChatsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ListChatsResponse__Output>): grpc.ClientUnaryCall;
  ListChats(argument: _parley_v1_ListChatsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_ListChatsResponse__Output>): grpc.ClientUnaryCall;
  ListChats(argument: _parley_v1_ListChatsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ListChatsResponse__Output>): grpc.ClientUnaryCall;
  ListChats(argument: _parley_v1_ListChatsRequest, callback: grpc.requestCallback<_parley_v1_ListChatsResponse__Output>): grpc.ClientUnaryCall;
  listChats(argument: _parley_v1_ListChatsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ListChatsResponse__Output>): grpc.ClientUnaryCall;
  listChats(argument: _parley_v1_ListChatsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_ListChatsResponse__Output>): grpc.ClientUnaryCall;
  listChats(argument: _parley_v1_ListChatsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ListChatsResponse__Output>): grpc.ClientUnaryCall;
  listChats(argument: _parley_v1_ListChatsRequest, callback: grpc.requestCallback<_parley_v1_ListChatsResponse__Output>): grpc.ClientUnaryCall;
  
  ListMessages(argument: _parley_v1_ListMessagesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ListMessagesResponse__Output>): grpc.ClientUnaryCall;
  ListMessages(argument: _parley_v1_ListMessagesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_ListMessagesResponse__Output>): grpc.ClientUnaryCall;
  ListMessages(argument: _parley_v1_ListMessagesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ListMessagesResponse__Output>): grpc.ClientUnaryCall;
  ListMessages(argument: _parley_v1_ListMessagesRequest, callback: grpc.requestCallback<_parley_v1_ListMessagesResponse__Output>): grpc.ClientUnaryCall;
  listMessages(argument: _parley_v1_ListMessagesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ListMessagesResponse__Output>): grpc.ClientUnaryCall;
  listMessages(argument: _parley_v1_ListMessagesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_ListMessagesResponse__Output>): grpc.ClientUnaryCall;
  listMessages(argument: _parley_v1_ListMessagesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ListMessagesResponse__Output>): grpc.ClientUnaryCall;
  listMessages(argument: _parley_v1_ListMessagesRequest, callback: grpc.requestCallback<_parley_v1_ListMessagesResponse__Output>): grpc.ClientUnaryCall;
  
  ListModels(argument: _parley_v1_ListModelsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  ListModels(argument: _parley_v1_ListModelsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  ListModels(argument: _parley_v1_ListModelsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  ListModels(argument: _parley_v1_ListModelsRequest, callback: grpc.requestCallback<_parley_v1_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  listModels(argument: _parley_v1_ListModelsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  listModels(argument: _parley_v1_ListModelsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  listModels(argument: _parley_v1_ListModelsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  listModels(argument: _parley_v1_ListModelsRequest, callback: grpc.requestCallback<_parley_v1_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  
  RegenerateAnswer(argument: _parley_v1_RegenerateAnswerRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_RegenerateAnswerResponse__Output>;
  RegenerateAnswer(argument: _parley_v1_RegenerateAnswerRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_RegenerateAnswerResponse__Output>;
  regenerateAnswer(argument: _parley_v1_RegenerateAnswerRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_RegenerateAnswerResponse__Output>;
  regenerateAnswer(argument: _parley_v1_RegenerateAnswerRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_RegenerateAnswerResponse__Output>;
  
  RestoreChats(argument: _parley_v1_RestoreChatsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_RestoreChatsResponse__Output>): grpc.ClientUnaryCall;
  RestoreChats(argument: _parley_v1_RestoreChatsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_RestoreChatsResponse__Output>): grpc.ClientUnaryCall;
  RestoreChats(argument: _parley_v1_RestoreChatsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_RestoreChatsResponse__Output>): grpc.ClientUnaryCall;
  RestoreChats(argument: _parley_v1_RestoreChatsRequest, callback: grpc.requestCallback<_parley_v1_RestoreChatsResponse__Output>): grpc.ClientUnaryCall;
  restoreChats(argument: _parley_v1_RestoreChatsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_RestoreChatsResponse__Output>): grpc.ClientUnaryCall;
  restoreChats(argument: _parley_v1_RestoreChatsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_RestoreChatsResponse__Output>): grpc.ClientUnaryCall;
  restoreChats(argument: _parley_v1_RestoreChatsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_RestoreChatsResponse__Output>): grpc.ClientUnaryCall;
  restoreChats(argument: _parley_v1_RestoreChatsRequest, callback: grpc.requestCallback<_parley_v1_RestoreChatsResponse__Output>): grpc.ClientUnaryCall;
  
  SearchChats(argument: _parley_v1_SearchChatsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_SearchChatsResponse__Output>): grpc.ClientUnaryCall;
  SearchChats(argument: _parley_v1_SearchChatsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_SearchChatsResponse__Output>): grpc.ClientUnaryCall;
  SearchChats(argument: _parley_v1_SearchChatsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_SearchChatsResponse__Output>): grpc.ClientUnaryCall;
  SearchChats(argument: _parley_v1_SearchChatsRequest, callback: grpc.requestCallback<_parley_v1_SearchChatsResponse__Output>): grpc.ClientUnaryCall;
  searchChats(argument: _parley_v1_SearchChatsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_SearchChatsResponse__Output>): grpc.ClientUnaryCall;
  searchChats(argument: _parley_v1_SearchChatsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_SearchChatsResponse__Output>): grpc.ClientUnaryCall;
  searchChats(argument: _parley_v1_SearchChatsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_SearchChatsResponse__Output>): grpc.ClientUnaryCall;
  searchChats(argument: _parley_v1_SearchChatsRequest, callback: grpc.requestCallback<_parley_v1_SearchChatsResponse__Output>): grpc.ClientUnaryCall;
  
  SelectBranch(argument: _parley_v1_SelectBranchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_SelectBranchResponse__Output>): grpc.ClientUnaryCall;
  SelectBranch(argument: _parley_v1_SelectBranchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_SelectBranchResponse__Output>): grpc.ClientUnaryCall;
  SelectBranch(argument: _parley_v1_SelectBranchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_SelectBranchResponse__Output>): grpc.ClientUnaryCall;
  SelectBranch(argument: _parley_v1_SelectBranchRequest, callback: grpc.requestCallback<_parley_v1_SelectBranchResponse__Output>): grpc.ClientUnaryCall;
  selectBranch(argument: _parley_v1_SelectBranchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_SelectBranchResponse__Output>): grpc.ClientUnaryCall;
  selectBranch(argument: _parley_v1_SelectBranchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_SelectBranchResponse__Output>): grpc.ClientUnaryCall;
  selectBranch(argument: _parley_v1_SelectBranchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_SelectBranchResponse__Output>): grpc.ClientUnaryCall;
  selectBranch(argument: _parley_v1_SelectBranchRequest, callback: grpc.requestCallback<_parley_v1_SelectBranchResponse__Output>): grpc.ClientUnaryCall;
  
  SendMessage(argument: _parley_v1_SendMessageRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_SendMessageResponse__Output>;
  SendMessage(argument: _parley_v1_SendMessageRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_SendMessageResponse__Output>;
  sendMessage(argument: _parley_v1_SendMessageRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_SendMessageResponse__Output>;
  sendMessage(argument: _parley_v1_SendMessageRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_SendMessageResponse__Output>;
  
  ShareChat(argument: _parley_v1_ShareChatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ShareChatResponse__Output>): grpc.ClientUnaryCall;
  ShareChat(argument: _parley_v1_ShareChatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_ShareChatResponse__Output>): grpc.ClientUnaryCall;
  ShareChat(argument: _parley_v1_ShareChatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ShareChatResponse__Output>): grpc.ClientUnaryCall;
  ShareChat(argument: _parley_v1_ShareChatRequest, callback: grpc.requestCallback<_parley_v1_ShareChatResponse__Output>): grpc.ClientUnaryCall;
  shareChat(argument: _parley_v1_ShareChatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ShareChatResponse__Output>): grpc.ClientUnaryCall;
  shareChat(argument: _parley_v1_ShareChatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_ShareChatResponse__Output>): grpc.ClientUnaryCall;
  shareChat(argument: _parley_v1_ShareChatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_ShareChatResponse__Output>): grpc.ClientUnaryCall;
  shareChat(argument: _parley_v1_ShareChatRequest, callback: grpc.requestCallback<_parley_v1_ShareChatResponse__Output>): grpc.ClientUnaryCall;
  
  StartChat(argument: _parley_v1_StartChatRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_StartChatResponse__Output>;
  StartChat(argument: _parley_v1_StartChatRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_StartChatResponse__Output>;
  startChat(argument: _parley_v1_StartChatRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_StartChatResponse__Output>;
  startChat(argument: _parley_v1_StartChatRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_parley_v1_StartChatResponse__Output>;
  
  StopAnswer(argument: _parley_v1_StopAnswerRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_StopAnswerResponse__Output>): grpc.ClientUnaryCall;
  StopAnswer(argument: _parley_v1_StopAnswerRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_StopAnswerResponse__Output>): grpc.ClientUnaryCall;
  StopAnswer(argument: _parley_v1_StopAnswerRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_StopAnswerResponse__Output>): grpc.ClientUnaryCall;
  StopAnswer(argument: _parley_v1_StopAnswerRequest, callback: grpc.requestCallback<_parley_v1_StopAnswerResponse__Output>): grpc.ClientUnaryCall;
  stopAnswer(argument: _parley_v1_StopAnswerRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_StopAnswerResponse__Output>): grpc.ClientUnaryCall;
  stopAnswer(argument: _parley_v1_StopAnswerRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_StopAnswerResponse__Output>): grpc.ClientUnaryCall;
  stopAnswer(argument: _parley_v1_StopAnswerRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_StopAnswerResponse__Output>): grpc.ClientUnaryCall;
  stopAnswer(argument: _parley_v1_StopAnswerRequest, callback: grpc.requestCallback<_parley_v1_StopAnswerResponse__Output>): grpc.ClientUnaryCall;
  
  UnshareChat(argument: _parley_v1_UnshareChatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_UnshareChatResponse__Output>): grpc.ClientUnaryCall;
  UnshareChat(argument: _parley_v1_UnshareChatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_UnshareChatResponse__Output>): grpc.ClientUnaryCall;
  UnshareChat(argument: _parley_v1_UnshareChatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_UnshareChatResponse__Output>): grpc.ClientUnaryCall;
  UnshareChat(argument: _parley_v1_UnshareChatRequest, callback: grpc.requestCallback<_parley_v1_UnshareChatResponse__Output>): grpc.ClientUnaryCall;
  unshareChat(argument: _parley_v1_UnshareChatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_UnshareChatResponse__Output>): grpc.ClientUnaryCall;
  unshareChat(argument: _parley_v1_UnshareChatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_UnshareChatResponse__Output>): grpc.ClientUnaryCall;
  unshareChat(argument: _parley_v1_UnshareChatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_UnshareChatResponse__Output>): grpc.ClientUnaryCall;
  unshareChat(argument: _parley_v1_UnshareChatRequest, callback: grpc.requestCallback<_parley_v1_UnshareChatResponse__Output>): grpc.ClientUnaryCall;
  
  UpdateChat(argument: _parley_v1_UpdateChatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_UpdateChatResponse__Output>): grpc.ClientUnaryCall;
  UpdateChat(argument: _parley_v1_UpdateChatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_UpdateChatResponse__Output>): grpc.ClientUnaryCall;
  UpdateChat(argument: _parley_v1_UpdateChatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_UpdateChatResponse__Output>): grpc.ClientUnaryCall;
  UpdateChat(argument: _parley_v1_UpdateChatRequest, callback: grpc.requestCallback<_parley_v1_UpdateChatResponse__Output>): grpc.ClientUnaryCall;
  updateChat(argument: _parley_v1_UpdateChatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_UpdateChatResponse__Output>): grpc.ClientUnaryCall;
  updateChat(argument: _parley_v1_UpdateChatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_parley_v1_UpdateChatResponse__Output>): grpc.ClientUnaryCall;
  updateChat(argument: _parley_v1_UpdateChatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_parley_v1_UpdateChatResponse__Output>): grpc.ClientUnaryCall;
  updateChat(argument: _parley_v1_UpdateChatRequest, callback: grpc.requestCallback<_parley_v1_UpdateChatResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface ChatServiceHandlers extends grpc.UntypedServiceImplementation {
  ContinueAnswer: grpc.handleServerStreamingCall<_parley_v1_ContinueAnswerRequest__Output, _parley_v1_ContinueAnswerResponse>;
  
  DeleteChat: grpc.handleUnaryCall<_parley_v1_DeleteChatRequest__Output, _parley_v1_DeleteChatResponse>;
  
  EndChat: grpc.handleUnaryCall<_parley_v1_EndChatRequest__Output, _parley_v1_EndChatResponse>;
  
  ExportChat: grpc.handleUnaryCall<_parley_v1_ExportChatRequest__Output, _parley_v1_ExportChatResponse>;
  
  FollowAnswer: grpc.handleServerStreamingCall<_parley_v1_FollowAnswerRequest__Output, _parley_v1_FollowAnswerResponse>;
  
  GetChat: grpc.handleUnaryCall<_parley_v1_GetChatRequest__Output, _parley_v1_GetChatResponse>;
  
  GetMessage: grpc.handleUnaryCall<_parley_v1_GetMessageRequest__Output, _parley_v1_GetMessageResponse>;
  
  GetShare: grpc.handleUnaryCall<_parley_v1_GetShareRequest__Output, _parley_v1_GetShareResponse>;
  
  GetStorage: grpc.handleUnaryCall<_parley_v1_GetStorageRequest__Output, _parley_v1_GetStorageResponse>;
  
  ImportChats: grpc.handleUnaryCall<_parley_v1_ImportChatsRequest__Output, _parley_v1_ImportChatsResponse>;
  
  ListChats: grpc.handleUnaryCall<_parley_v1_ListChatsRequest__Output, _parley_v1_ListChatsResponse>;
  
  ListMessages: grpc.handleUnaryCall<_parley_v1_ListMessagesRequest__Output, _parley_v1_ListMessagesResponse>;
  
  ListModels: grpc.handleUnaryCall<_parley_v1_ListModelsRequest__Output, _parley_v1_ListModelsResponse>;
  
  RegenerateAnswer: grpc.handleServerStreamingCall<_parley_v1_RegenerateAnswerRequest__Output, _parley_v1_RegenerateAnswerResponse>;
  
  RestoreChats: grpc.handleUnaryCall<_parley_v1_RestoreChatsRequest__Output, _parley_v1_RestoreChatsResponse>;
  
  SearchChats: grpc.handleUnaryCall<_parley_v1_SearchChatsRequest__Output, _parley_v1_SearchChatsResponse>;
  
  SelectBranch: grpc.handleUnaryCall<_parley_v1_SelectBranchRequest__Output, _parley_v1_SelectBranchResponse>;
  
  SendMessage: grpc.handleServerStreamingCall<_parley_v1_SendMessageRequest__Output, _parley_v1_SendMessageResponse>;
  
  ShareChat: grpc.handleUnaryCall<_parley_v1_ShareChatRequest__Output, _parley_v1_ShareChatResponse>;
  
  StartChat: grpc.handleServerStreamingCall<_parley_v1_StartChatRequest__Output, _parley_v1_StartChatResponse>;
  
  StopAnswer: grpc.handleUnaryCall<_parley_v1_StopAnswerRequest__Output, _parley_v1_StopAnswerResponse>;
  
  UnshareChat: grpc.handleUnaryCall<_parley_v1_UnshareChatRequest__Output, _parley_v1_UnshareChatResponse>;
  
  UpdateChat: grpc.handleUnaryCall<_parley_v1_UpdateChatRequest__Output, _parley_v1_UpdateChatResponse>;
  
}

export interface ChatServiceDefinition extends grpc.ServiceDefinition {
  ContinueAnswer: MethodDefinition<_parley_v1_ContinueAnswerRequest, _parley_v1_ContinueAnswerResponse, _parley_v1_ContinueAnswerRequest__Output, _parley_v1_ContinueAnswerResponse__Output>
  DeleteChat: MethodDefinition<_parley_v1_DeleteChatRequest, _parley_v1_DeleteChatResponse, _parley_v1_DeleteChatRequest__Output, _parley_v1_DeleteChatResponse__Output>
  EndChat: MethodDefinition<_parley_v1_EndChatRequest, _parley_v1_EndChatResponse, _parley_v1_EndChatRequest__Output, _parley_v1_EndChatResponse__Output>
  ExportChat: MethodDefinition<_parley_v1_ExportChatRequest, _parley_v1_ExportChatResponse, _parley_v1_ExportChatRequest__Output, _parley_v1_ExportChatResponse__Output>
  FollowAnswer: MethodDefinition<_parley_v1_FollowAnswerRequest, _parley_v1_FollowAnswerResponse, _parley_v1_FollowAnswerRequest__Output, _parley_v1_FollowAnswerResponse__Output>
  GetChat: MethodDefinition<_parley_v1_GetChatRequest, _parley_v1_GetChatResponse, _parley_v1_GetChatRequest__Output, _parley_v1_GetChatResponse__Output>
  GetMessage: MethodDefinition<_parley_v1_GetMessageRequest, _parley_v1_GetMessageResponse, _parley_v1_GetMessageRequest__Output, _parley_v1_GetMessageResponse__Output>
  GetShare: MethodDefinition<_parley_v1_GetShareRequest, _parley_v1_GetShareResponse, _parley_v1_GetShareRequest__Output, _parley_v1_GetShareResponse__Output>
  GetStorage: MethodDefinition<_parley_v1_GetStorageRequest, _parley_v1_GetStorageResponse, _parley_v1_GetStorageRequest__Output, _parley_v1_GetStorageResponse__Output>
  ImportChats: MethodDefinition<_parley_v1_ImportChatsRequest, _parley_v1_ImportChatsResponse, _parley_v1_ImportChatsRequest__Output, _parley_v1_ImportChatsResponse__Output>
  ListChats: MethodDefinition<_parley_v1_ListChatsRequest, _parley_v1_ListChatsResponse, _parley_v1_ListChatsRequest__Output, _parley_v1_ListChatsResponse__Output>
  ListMessages: MethodDefinition<_parley_v1_ListMessagesRequest, _parley_v1_ListMessagesResponse, _parley_v1_ListMessagesRequest__Output, _parley_v1_ListMessagesResponse__Output>
  ListModels: MethodDefinition<_parley_v1_ListModelsRequest, _parley_v1_ListModelsResponse, _parley_v1_ListModelsRequest__Output, _parley_v1_ListModelsResponse__Output>
  RegenerateAnswer: MethodDefinition<_parley_v1_RegenerateAnswerRequest, _parley_v1_RegenerateAnswerResponse, _parley_v1_RegenerateAnswerRequest__Output, _parley_v1_RegenerateAnswerResponse__Output>
  RestoreChats: MethodDefinition<_parley_v1_RestoreChatsRequest, _parley_v1_RestoreChatsResponse, _parley_v1_RestoreChatsRequest__Output, _parley_v1_RestoreChatsResponse__Output>
  SearchChats: MethodDefinition<_parley_v1_SearchChatsRequest, _parley_v1_SearchChatsResponse, _parley_v1_SearchChatsRequest__Output, _parley_v1_SearchChatsResponse__Output>
  SelectBranch: MethodDefinition<_parley_v1_SelectBranchRequest, _parley_v1_SelectBranchResponse, _parley_v1_SelectBranchRequest__Output, _parley_v1_SelectBranchResponse__Output>
  SendMessage: MethodDefinition<_parley_v1_SendMessageRequest, _parley_v1_SendMessageResponse, _parley_v1_SendMessageRequest__Output, _parley_v1_SendMessageResponse__Output>
  ShareChat: MethodDefinition<_parley_v1_ShareChatRequest, _parley_v1_ShareChatResponse, _parley_v1_ShareChatRequest__Output, _parley_v1_ShareChatResponse__Output>
  StartChat: MethodDefinition<_parley_v1_StartChatRequest, _parley_v1_StartChatResponse, _parley_v1_StartChatRequest__Output, _parley_v1_StartChatResponse__Output>
  StopAnswer: MethodDefinition<_parley_v1_StopAnswerRequest, _parley_v1_StopAnswerResponse, _parley_v1_StopAnswerRequest__Output, _parley_v1_StopAnswerResponse__Output>
  UnshareChat: MethodDefinition<_parley_v1_UnshareChatRequest, _parley_v1_UnshareChatResponse, _parley_v1_UnshareChatRequest__Output, _parley_v1_UnshareChatResponse__Output>
  UpdateChat: MethodDefinition<_parley_v1_UpdateChatRequest, _parley_v1_UpdateChatResponse, _parley_v1_UpdateChatRequest__Output, _parley_v1_UpdateChatResponse__Output>
}

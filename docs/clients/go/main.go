// Command chat starts a chat and prints the answer as it streams. After a lost connection it resumes
// from the same place.
//
//	go install google.golang.org/protobuf/cmd/protoc-gen-go@latest
//	go install google.golang.org/grpc/cmd/protoc-gen-go-grpc@latest
//	cd docs/clients/go && go generate && go mod tidy
//	PARLEY_TOKEN=… go run . "What is gRPC?"
package main

//go:generate protoc --descriptor_set_in=../../../proto/generated/descriptors.binpb --go_out=. --go_opt=Mparley/v1/chat_service.proto=./parleyv1 --go-grpc_out=. --go-grpc_opt=Mparley/v1/chat_service.proto=./parleyv1 parley/v1/chat_service.proto

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	pb "parley.example/chat/parleyv1"
)

func main() {
	question := strings.Join(os.Args[1:], " ")
	if question == "" {
		question = "What is gRPC?"
	}
	exitCode, err := run(question)
	if err != nil {
		failure := status.Convert(err)
		fmt.Fprintf(os.Stderr, "%s: %s\n", failure.Code(), failure.Message())
	}
	os.Exit(exitCode)
}

func run(question string) (exitCode int, err error) {
	address := os.Getenv("PARLEY_ADDRESS")
	if address == "" {
		address = "127.0.0.1:50051"
	}
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return 1, err
	}
	defer conn.Close()
	ctx := metadata.AppendToOutgoingContext(context.Background(),
		"authorization", "Bearer "+os.Getenv("PARLEY_TOKEN"))
	return ask(ctx, pb.NewChatServiceClient(conn), question)
}

// ask asks a question and prints its answer, each piece of text once. It returns the exit code for
// how the answer ended; with an error, the code tells whether the answer had begun.
func ask(ctx context.Context, chats pb.ChatServiceClient, message string) (exitCode int, err error) {
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		return 1, err
	}
	exitCode = 1
	n := int32(1)
	// Thanks to the request id, sending the question again doesn't ask it twice.
	request := &pb.StartChatRequest{
		Message: message, RequestId: fmt.Sprintf("%x", id), Settings: &pb.ChatSettings{N: &n},
	}
	var answer *pb.FollowAnswerRequest
	isOver := false
	for failures := 0; ; time.Sleep(250 * time.Millisecond << failures) {
		next, err := open(ctx, chats, request, answer)
		for err == nil {
			var event *pb.AnswerEvent
			if event, err = next(); err != nil {
				break
			}
			failures = 0
			switch event := event.GetEvent().(type) {
			case *pb.AnswerEvent_Begun:
				begun := event.Begun
				answer = &pb.FollowAnswerRequest{ChatId: begun.ChatId, AnswerId: begun.AnswerIds[0]}
				fmt.Fprintln(os.Stderr, "Chat", begun.ChatId)
				exitCode = 7
			case *pb.AnswerEvent_Delta:
				answer.Position = event.Delta.Position
				fmt.Print(event.Delta.Text)
			case *pb.AnswerEvent_Ended:
				details := event.Ended.Answer
				fmt.Fprintf(os.Stderr, "\n%s %s %s\n", details.State, details.FinishReason, details.ErrorReason)
				exitCode, isOver = exitCodeOf(details), true
			}
		}
		if isOver {
			return exitCode, nil
		}
		if errors.Is(err, io.EOF) {
			err = status.Error(codes.Unavailable, "the stream ended before the answer did")
		}
		if failures++; status.Code(err) != codes.Unavailable || failures > 5 {
			return exitCode, err
		}
	}
}

// exitCodeOf returns the exit code for how an answer ended; README.md lists the codes.
func exitCodeOf(answer *pb.AnswerDetails) int {
	switch answer.State {
	case pb.AnswerState_ANSWER_STATE_COMPLETE:
		if answer.FinishReason == pb.FinishReason_FINISH_REASON_STOP {
			return 0
		}
		return 6
	case pb.AnswerState_ANSWER_STATE_FAILED:
		return 3
	case pb.AnswerState_ANSWER_STATE_INTERRUPTED:
		return 4
	case pb.AnswerState_ANSWER_STATE_STOPPED:
		return 5
	}
	return 7
}

// open asks the question, or follows its answer once that has begun. The returned function receives
// the next event.
func open(
	ctx context.Context, chats pb.ChatServiceClient,
	request *pb.StartChatRequest, answer *pb.FollowAnswerRequest,
) (func() (*pb.AnswerEvent, error), error) {
	if answer == nil {
		stream, err := chats.StartChat(ctx, request)
		return func() (*pb.AnswerEvent, error) {
			response, err := stream.Recv()
			return response.GetEvent(), err
		}, err
	}
	stream, err := chats.FollowAnswer(ctx, answer)
	return func() (*pb.AnswerEvent, error) {
		response, err := stream.Recv()
		return response.GetEvent(), err
	}, err
}

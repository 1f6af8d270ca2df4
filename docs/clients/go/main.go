// Command chat starts a chat and prints the answer while it is written. When the connection is
// lost, it goes on where it broke off.
//
//	go install google.golang.org/protobuf/cmd/protoc-gen-go@latest
//	go install google.golang.org/grpc/cmd/protoc-gen-go-grpc@latest
//	cd docs/clients/go && go generate && go mod tidy
//	PARLEY_TOKEN=… go run . "What is gRPC?"
package main

//go:generate protoc --descriptor_set_in=../../../proto/descriptors.binpb --go_out=. --go_opt=Mparley/v1/chat_service.proto=./parleyv1 --go-grpc_out=. --go-grpc_opt=Mparley/v1/chat_service.proto=./parleyv1 parley/v1/chat_service.proto

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
	if err := run(question); err != nil {
		failure := status.Convert(err)
		fmt.Fprintf(os.Stderr, "%s: %s\n", failure.Code(), failure.Message())
		os.Exit(1)
	}
}

func run(question string) error {
	address := os.Getenv("PARLEY_ADDRESS")
	if address == "" {
		address = "127.0.0.1:50051"
	}
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx := metadata.AppendToOutgoingContext(context.Background(),
		"authorization", "Bearer "+os.Getenv("PARLEY_TOKEN"))
	return ask(ctx, pb.NewChatServiceClient(conn), question)
}

// ask prints the answer to a message, each piece of its text once.
func ask(ctx context.Context, chats pb.ChatServiceClient, message string) error {
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		return err
	}
	n := int32(1)
	// With a request id, the question is asked once, however often it is sent.
	request := &pb.StartChatRequest{
		Message: message, RequestId: fmt.Sprintf("%x", id), Settings: &pb.ChatSettings{N: &n},
	}
	var answer *pb.FollowAnswerRequest
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
			case *pb.AnswerEvent_Delta:
				answer.Position = event.Delta.Position
				fmt.Print(event.Delta.Text)
			case *pb.AnswerEvent_Ended:
				details := event.Ended.Answer
				fmt.Fprintf(os.Stderr, "\n%s %s\n", details.State, details.ErrorReason)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if failures++; status.Code(err) != codes.Unavailable || failures > 5 {
			return err
		}
	}
}

// open asks, or reads on what was begun. The function that it returns receives the next event.
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

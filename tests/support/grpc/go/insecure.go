// Package insecure has the credentials of connections without TLS, as grpc-go has had since 1.34.
package insecure

import (
	"context"
	"net"

	"google.golang.org/grpc/credentials"
)

// NewCredentials returns credentials that leave connections as they are.
func NewCredentials() credentials.TransportCredentials {
	return insecure{}
}

type insecure struct{}

type info struct {
	credentials.CommonAuthInfo
}

func (info) AuthType() string {
	return "insecure"
}

var none = info{credentials.CommonAuthInfo{SecurityLevel: credentials.NoSecurity}}

func (insecure) ClientHandshake(
	_ context.Context, _ string, conn net.Conn,
) (net.Conn, credentials.AuthInfo, error) {
	return conn, none, nil
}

func (insecure) ServerHandshake(conn net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return conn, none, nil
}

func (insecure) Info() credentials.ProtocolInfo {
	return credentials.ProtocolInfo{SecurityProtocol: "insecure"}
}

func (insecure) Clone() credentials.TransportCredentials {
	return insecure{}
}

func (insecure) OverrideServerName(string) error {
	return nil
}

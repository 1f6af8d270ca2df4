package grpc

// NewClient makes a connection, as it has been called since grpc-go 1.63.
func NewClient(target string, options ...DialOption) (*ClientConn, error) {
	return Dial(target, options...)
}

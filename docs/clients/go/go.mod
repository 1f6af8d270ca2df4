module parley.example/chat

go 1.21

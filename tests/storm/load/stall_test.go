package main

import (
	"net"
	"testing"
	"time"
)

// A proxy between two ends, of which the client is silent.
func connected(t *testing.T) (s *stalling, client, server net.Conn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	s = &stalling{open: map[*passed]bool{}}
	client, near := net.Pipe()
	go s.pass(near, listener.Addr().String())
	if server, err = listener.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Close() })
	return s, client, server
}

func expect(t *testing.T, from net.Conn, want string) {
	t.Helper()
	buffer := make([]byte, 16)
	n, err := from.Read(buffer)
	if err != nil || string(buffer[:n]) != want {
		t.Fatalf("%q, %v; not %q", buffer[:n], err, want)
	}
}

func stall_all(s *stalling) {
	for held := false; !held; time.Sleep(time.Millisecond) { // the connection may not be known yet
		s.lock.Lock()
		for p := range s.open {
			held = p.set_stalled(true)
		}
		s.lock.Unlock()
	}
}

func TestStalledBytesComeWhenReleased(t *testing.T) {
	s, client, server := connected(t)
	stall_all(s)
	_, _ = server.Write([]byte("event"))
	_ = client.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if _, err := client.Read(make([]byte, 16)); err == nil {
		t.Fatal("a stalled connection let something through")
	}
	_ = client.SetReadDeadline(time.Time{})
	s.release()
	expect(t, client, "event")
}

func TestWhoSpeaksIsNotStalled(t *testing.T) {
	s, client, server := connected(t)
	stall_all(s)
	_, _ = client.Write([]byte("request"))
	expect(t, server, "request")
	_, _ = server.Write([]byte("answer"))
	expect(t, client, "answer")
}

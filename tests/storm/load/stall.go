package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// A connection between a client and its API server, passed on as it is: TLS is theirs. On a watch the client has said all it
// has to say at the beginning, which is how one is told from the outside.
type passed struct {
	client, server net.Conn
	lock           sync.Mutex
	released       *sync.Cond
	stalled        bool
	spoke          time.Time // when the client last said something
}

type stalling struct {
	lock     sync.Mutex
	open     map[*passed]bool
	idle     time.Duration // 0: nothing is held back now
	heldBack int           // connections, all told
}

func stall(arguments []string) error {
	set := flag.NewFlagSet("stall", flag.ExitOnError)
	listen := set.String("listen", "127.0.0.1:0", "address")
	target := set.String("target", "", "address of the API server")
	control := set.String("control", "", "address for POST /stall, POST /release and GET /held")
	idle := set.Duration("idle", 1200*time.Millisecond, "a client silent for so long watches")
	_ = set.Parse(arguments)

	s := &stalling{open: map[*passed]bool{}}
	http.HandleFunc("POST /stall", func(http.ResponseWriter, *http.Request) { s.hold(*idle) })
	http.HandleFunc("POST /release", func(http.ResponseWriter, *http.Request) { s.release() })
	http.HandleFunc("GET /held", func(w http.ResponseWriter, _ *http.Request) {
		s.lock.Lock()
		defer s.lock.Unlock()
		fmt.Fprintln(w, s.heldBack)
	})
	go func() { _ = http.ListenAndServe(*control, nil) }()
	go s.look()

	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		return err
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			return err
		}
		go s.pass(connection, *target)
	}
}

func (s *stalling) pass(client net.Conn, target string) {
	server, err := net.Dial("tcp", target)
	if err != nil {
		client.Close()
		return
	}
	p := &passed{client: client, server: server, spoke: time.Now()}
	p.released = sync.NewCond(&p.lock)
	s.lock.Lock()
	s.open[p] = true
	s.lock.Unlock()
	go func() {
		p.copy(server, client, p.speaks)
		p.set_stalled(false)
	}()
	p.copy(client, server, p.wait)
	s.lock.Lock()
	delete(s.open, p)
	s.lock.Unlock()
}

// Until one side has closed; then both do.
func (p *passed) copy(to, from net.Conn, before func()) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		before()
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// Who speaks wants an answer: that is no watch.
func (p *passed) speaks() {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.spoke, p.stalled = time.Now(), false
	p.released.Broadcast()
}

func (p *passed) wait() {
	p.lock.Lock()
	defer p.lock.Unlock()
	for p.stalled {
		p.released.Wait()
	}
}

func (p *passed) set_stalled(to bool) (changed bool) {
	p.lock.Lock()
	defer p.lock.Unlock()
	changed = p.stalled != to
	p.stalled = to
	p.released.Broadcast()
	return changed
}

func (p *passed) silent_for() time.Duration {
	p.lock.Lock()
	defer p.lock.Unlock()
	return time.Since(p.spoke)
}

func (s *stalling) hold(idle time.Duration) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.idle = idle
}

// Watches begun meanwhile are held back as well, once they are known for what they are.
func (s *stalling) look() {
	for ; ; time.Sleep(100 * time.Millisecond) {
		s.lock.Lock()
		for p := range s.open {
			if s.idle > 0 && p.silent_for() > s.idle && p.set_stalled(true) {
				s.heldBack++
			}
		}
		s.lock.Unlock()
	}
}

func (s *stalling) release() {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.idle = 0
	for p := range s.open {
		p.set_stalled(false)
	}
}

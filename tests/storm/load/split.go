package main

import (
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// A replica behind the one address. It gets new connections while its probe says that it is ready.
type backend struct {
	address, probe string
	ready          atomic.Bool
}

func (b *backend) watch(client *http.Client) {
	for ; ; time.Sleep(100 * time.Millisecond) {
		response, err := client.Get(b.probe)
		if err == nil {
			response.Body.Close()
		}
		b.ready.Store(err == nil && response.StatusCode == http.StatusOK)
	}
}

func split(arguments []string) error {
	set := flag.NewFlagSet("split", flag.ExitOnError)
	listen := set.String("listen", "127.0.0.1:0", "address")
	var backends []*backend
	set.Func("backend", "ADDRESS,PROBE-URL of a replica; may be repeated", func(text string) error {
		address, probe, found := strings.Cut(text, ",")
		if !found {
			return errors.New("expected ADDRESS,PROBE-URL")
		}
		backends = append(backends, &backend{address: address, probe: probe})
		return nil
	})
	_ = set.Parse(arguments)

	client := &http.Client{Timeout: time.Second}
	for _, one := range backends {
		go one.watch(client)
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		return err
	}
	for turn := 0; ; turn++ {
		connection, err := listener.Accept()
		if err != nil {
			return err
		}
		go forward(connection, backends, turn)
	}
}

// To the next replica that is ready and answers; without one the connection is closed, as a Service without endpoints does.
func forward(connection net.Conn, backends []*backend, turn int) {
	defer connection.Close()
	for i := range backends {
		to := backends[(turn+i)%len(backends)]
		if !to.ready.Load() {
			continue
		}
		replica, err := net.DialTimeout("tcp", to.address, time.Second)
		if err != nil {
			continue
		}
		defer replica.Close()
		go func() {
			_, _ = io.Copy(replica, connection)
			replica.Close()
		}()
		_, _ = io.Copy(connection, replica)
		return
	}
}

package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// How the API servers are reached.
type access struct{ servers, ca, certificate, key string }

func (a *access) flags(set *flag.FlagSet) {
	set.StringVar(&a.servers, "servers", "", "URLs of the API servers, separated by commas")
	set.StringVar(&a.ca, "ca", "", "their authority, PEM")
	set.StringVar(&a.certificate, "cert", "", "the client's certificate, PEM")
	set.StringVar(&a.key, "key", "", "the client's key, PEM")
}

// One client: connections of its own to one of the API servers.
type client struct {
	http   http.Client
	server string
}

// n clients, dealt out to the API servers in turn.
func (a *access) clients(n int, patience time.Duration) ([]*client, error) {
	pair, err := tls.LoadX509KeyPair(a.certificate, a.key)
	if err != nil {
		return nil, err
	}
	pem, err := os.ReadFile(a.ca)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("no certificate in " + a.ca)
	}
	servers := strings.Split(a.servers, ",")
	clients := make([]*client, n)
	for i := range clients {
		transport := &http.Transport{
			TLSClientConfig:   &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: roots},
			ForceAttemptHTTP2: true,
		}
		clients[i] = &client{http.Client{Transport: transport, Timeout: patience}, servers[i%len(servers)]}
	}
	return clients, nil
}

// Who asks, when it is not the owner of the certificate.
type person struct {
	user   string
	groups []string
}

type answer struct {
	status int // 0: none came
	body   []byte
}

// What a Status says, in words.
func (a answer) message() string {
	var status struct{ Message, Reason string }
	_ = json.Unmarshal(a.body, &status)
	return status.Message
}

func (c *client) ask(method, path, contentType string, body []byte, as person) answer {
	request, err := http.NewRequest(method, c.server+path, bytes.NewReader(body))
	if err != nil {
		return answer{body: []byte(err.Error())}
	}
	request.Header.Set("Content-Type", contentType)
	if as.user != "" {
		request.Header.Set("Impersonate-User", as.user)
		request.Header["Impersonate-Group"] = as.groups
	}
	response, err := c.http.Do(request)
	if err != nil {
		return answer{body: []byte(err.Error())}
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{body: []byte(err.Error())}
	}
	return answer{response.StatusCode, read}
}

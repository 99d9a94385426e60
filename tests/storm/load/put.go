package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"time"
)

// Writes one object again and again, one write after the other, each over the version the last one left.
func put(arguments []string) error {
	set := flag.NewFlagSet("put", flag.ExitOnError)
	var api access
	api.flags(set)
	path := set.String("path", "", "of the object")
	part := set.String("subresource", "", "such as /status")
	count := set.Int("count", 200, "writes")
	_ = set.Parse(arguments)

	clients, err := api.clients(1, 10*time.Second)
	if err != nil {
		return err
	}
	current := clients[0].ask(http.MethodGet, *path, "application/json", nil, person{})
	var took []time.Duration
	for i := 0; i < *count; i++ {
		if current.status != http.StatusOK {
			return fmt.Errorf("%d: %s", current.status, current.body)
		}
		body := touched(current.body, i)
		began := time.Now()
		current = clients[0].ask(http.MethodPut, *path+*part, "application/json", body, person{})
		took = append(took, time.Since(began))
	}
	fmt.Printf(`{"p50_us": %d, "p99_us": %d, "bytes": %d}`+"\n", percentile(took, 50), percentile(took, 99), len(current.body))
	return nil
}

// The object with one number of its status changed: a write that changes nothing is not stored.
func touched(text []byte, i int) []byte {
	var thing object
	_ = json.Unmarshal(text, &thing)
	status, _ := thing["status"].(object)
	if status == nil {
		status = object{}
		thing["status"] = status
	}
	status["epoch"] = 1_000_000 + i
	body, _ := json.Marshal(thing)
	return body
}

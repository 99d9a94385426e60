package main

import (
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Ends pods when their time is up, each by the way its wish says.
type reapers struct {
	clients []*client
	due     chan func(*client)
	waiting sync.WaitGroup // for pods whose time is not up
	working sync.WaitGroup
	ended   atomic.Int64
}

func new_reapers(clients []*client) *reapers {
	r := &reapers{clients: clients, due: make(chan func(*client))}
	for _, one := range clients {
		r.working.Add(1)
		go func() {
			defer r.working.Done()
			for end := range r.due {
				end(one)
			}
		}()
	}
	return r
}

func (r *reapers) later(w *wish, name string) {
	if w.End == "" {
		return
	}
	path := "/api/v1/namespaces/" + w.Namespace + "/pods/" + name
	r.waiting.Add(1)
	time.AfterFunc(time.Duration(w.HoldMs)*time.Millisecond, func() {
		r.due <- func(by *client) {
			defer r.waiting.Done()
			if end_pod(by, path, w.End) {
				r.ended.Add(1)
			}
		}
	})
}

func end_pod(by *client, path, how string) bool {
	for range 20 {
		var got answer
		switch how {
		case "finish":
			got = by.ask(http.MethodPatch, path+"/status", "application/merge-patch+json", []byte(`{"status":{"phase":"Succeeded"}}`), person{})
		case "force":
			got = by.ask(http.MethodDelete, path+"?gracePeriodSeconds=0", "application/json", nil, person{})
		default:
			got = by.ask(http.MethodDelete, path, "application/json", nil, person{})
		}
		if got.status == http.StatusOK || got.status == http.StatusAccepted || got.status == http.StatusNotFound {
			return got.status != http.StatusNotFound
		}
		time.Sleep(200 * time.Millisecond)
	}
	return false
}

// Returns when every pod that was to end was told to.
func (r *reapers) finish() {
	r.waiting.Wait()
	close(r.due)
	r.working.Wait()
}

// In microseconds; 0 when nothing was measured.
func percentile(of []time.Duration, percent int) int64 {
	if len(of) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(of))
	return sorted[min(len(sorted)*percent/100, len(sorted)-1)].Microseconds()
}

package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

type creating struct {
	patience  time.Duration // for one attempt: the API server bounds the create by it
	until     time.Time     // when to give up
	pause     time.Duration // between the beginnings of two wishes
	clients   []*client
	reapers   *reapers
	attempts  atomic.Int64
	retries   sync.Map // why → *atomic.Int64
	latencies []time.Duration
}

// What became of a wish.
type outcome struct {
	Namespace string  `json:"namespace"`
	Name      string  `json:"name"`
	UID       string  `json:"uid,omitempty"`
	Verdict   verdict `json:"verdict"`
	Attempts  int     `json:"attempts"`
	Message   string  `json:"message,omitempty"`
}

type summary struct {
	Pods      int              `json:"pods"`
	Verdicts  map[verdict]int  `json:"verdicts"`
	Attempts  int64            `json:"attempts"`
	Retries   map[string]int64 `json:"retries"`
	Seconds   float64          `json:"seconds"`
	P50Micros int64            `json:"p50_us"`
	P99Micros int64            `json:"p99_us"`
	Ended     int64            `json:"ended"`
}

func create(arguments []string) error {
	set := flag.NewFlagSet("create", flag.ExitOnError)
	var api access
	api.flags(set)
	plan := set.String("plan", "", "file of wishes, one JSON object a line")
	results := set.String("results", "", "file for what became of each, one JSON object a line")
	count := set.Int("clients", 64, "that ask at once")
	rate := set.Float64("rate", 0, "wishes begun in a second at most; 0: as fast as the answers come")
	patience := set.Duration("patience", 15*time.Second, "for one attempt")
	limit := set.Duration("limit", 30*time.Minute, "for all together")
	_ = set.Parse(arguments)

	wishes, err := read_plan(*plan)
	if err != nil {
		return err
	}
	clients, err := api.clients(*count, *patience+2*time.Second)
	if err != nil {
		return err
	}
	ending, err := api.clients(4, *patience)
	if err != nil {
		return err
	}
	connect(clients)
	began := time.Now()
	run := &creating{patience: *patience, until: began.Add(*limit), clients: clients, reapers: new_reapers(ending)}
	if *rate > 0 {
		run.pause = time.Duration(float64(time.Second) / *rate)
	}
	outcomes := run.all(wishes)
	seconds := time.Since(began).Seconds()
	run.reapers.finish()
	if err := write_lines(*results, outcomes); err != nil {
		return err
	}
	text, _ := json.Marshal(run.summarise(outcomes, seconds))
	fmt.Println(string(text))
	return nil
}

// Every client has its connection before anything is measured.
func connect(clients []*client) {
	var working sync.WaitGroup
	for _, one := range clients {
		working.Add(1)
		go func() {
			defer working.Done()
			one.ask(http.MethodGet, "/livez", "application/json", nil, person{})
		}()
	}
	working.Wait()
}

// Every client takes the next wish until none is left.
func (c *creating) all(wishes []wish) []outcome {
	outcomes := make([]outcome, len(wishes))
	latencies := make([][]time.Duration, len(c.clients))
	began := time.Now()
	var next atomic.Int64
	var working sync.WaitGroup
	for number := range c.clients {
		working.Add(1)
		go func() {
			defer working.Done()
			random := rand.New(rand.NewSource(int64(number)))
			for i := int(next.Add(1)) - 1; i < len(wishes); i = int(next.Add(1)) - 1 {
				time.Sleep(time.Until(began.Add(time.Duration(i) * c.pause)))
				outcomes[i] = c.fulfil(&wishes[i], number, random, &latencies[number])
			}
		}()
	}
	working.Wait()
	for _, some := range latencies {
		c.latencies = append(c.latencies, some...)
	}
	return outcomes
}

// One wish, by as many clients at once as it says; the pod that came of it ends when its time is up.
func (c *creating) fulfil(w *wish, number int, random *rand.Rand, latencies *[]time.Duration) outcome {
	for i := 1; i < w.Copies; i++ {
		seed := random.Int63()
		go func() {
			var ignored []time.Duration
			c.ask(w, c.clients[(number+i)%len(c.clients)], rand.New(rand.NewSource(seed)), &ignored)
		}()
	}
	result := c.ask(w, c.clients[number], random, latencies)
	if result.Verdict == created || result.Verdict == exists {
		c.reapers.later(w, result.Name)
	}
	return result
}

func (c *creating) ask(w *wish, by *client, random *rand.Rand, latencies *[]time.Duration) outcome {
	path := fmt.Sprintf("/api/v1/namespaces/%s/pods?timeout=%s", w.Namespace, c.patience)
	body := w.manifest()
	result := outcome{Namespace: w.Namespace, Name: w.Name}
	for pause := 50 * time.Millisecond; ; {
		result.Attempts++
		c.attempts.Add(1)
		began := time.Now()
		got := by.ask(http.MethodPost, path, "application/json", body, person{w.User, w.Groups})
		result.Verdict = verdict_of(got)
		switch result.Verdict {
		case created:
			*latencies = append(*latencies, time.Since(began))
			result.Name, result.UID = name_and_uid(got.body)
			return result
		case again:
			c.count_retry(got)
		default:
			result.Message = got.message()
			return result
		}
		if time.Now().After(c.until) {
			result.Message = string(got.body)
			return result
		}
		if got.status != http.StatusForbidden { // the API server makes another name at once
			time.Sleep(pause/2 + time.Duration(random.Int63n(int64(pause))))
			pause = min(2*pause, time.Second)
		}
	}
}

func (c *creating) count_retry(got answer) {
	why := fmt.Sprint(got.status)
	if got.status == http.StatusForbidden {
		why = "collision"
	}
	count, _ := c.retries.LoadOrStore(why, new(atomic.Int64))
	count.(*atomic.Int64).Add(1)
}

func name_and_uid(body []byte) (string, string) {
	var pod struct{ Metadata struct{ Name, UID string } }
	_ = json.Unmarshal(body, &pod)
	return pod.Metadata.Name, pod.Metadata.UID
}

func (c *creating) summarise(outcomes []outcome, seconds float64) summary {
	s := summary{Pods: len(outcomes), Verdicts: map[verdict]int{}, Attempts: c.attempts.Load(), Retries: map[string]int64{},
		Seconds: seconds, Ended: c.reapers.ended.Load()}
	for _, one := range outcomes {
		s.Verdicts[one.Verdict]++
	}
	c.retries.Range(func(why, count any) bool {
		s.Retries[why.(string)] = count.(*atomic.Int64).Load()
		return true
	})
	s.P50Micros, s.P99Micros = percentile(c.latencies, 50), percentile(c.latencies, 99)
	return s
}

func write_lines(path string, outcomes []outcome) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(file)
	for _, one := range outcomes {
		if err := encoder.Encode(one); err != nil {
			return err
		}
	}
	return file.Close()
}

package main

import (
	"encoding/json"
	"io"
	"os"
)

// One pod that somebody wants, as the plan says it.
type wish struct {
	Namespace string            `json:"namespace"`
	Name      string            `json:"name"`
	Generate  bool              `json:"generate"` // Name is a prefix; the API server makes the name
	User      string            `json:"user"`
	Groups    []string          `json:"groups"`
	Labels    map[string]string `json:"labels"`
	Pool      string            `json:"pool"`
	Resource  string            `json:"resource"`
	Amount    int               `json:"amount"`
	Copies    int               `json:"copies"` // so many clients ask for it at once
	Scheduler string            `json:"scheduler"`
	HoldMs    int               `json:"hold_ms"`
	End       string            `json:"end"` // delete | force | finish; empty: it stays
}

func read_plan(path string) ([]wish, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var wishes []wish
	for decoder := json.NewDecoder(file); ; {
		var one wish
		if err := decoder.Decode(&one); err == io.EOF {
			return wishes, nil
		} else if err != nil {
			return nil, err
		}
		wishes = append(wishes, one)
	}
}

type object = map[string]any

func (w *wish) manifest() []byte {
	metadata := object{"namespace": w.Namespace, "labels": w.Labels}
	if w.Generate {
		metadata["generateName"] = w.Name
	} else {
		metadata["name"] = w.Name
	}
	container := object{"name": "main", "image": "registry.example.com/base/pytorch:2.9"}
	spec := object{"containers": []object{container}, "restartPolicy": "Never", "terminationGracePeriodSeconds": 1}
	if w.Amount > 0 {
		container["resources"] = object{"limits": object{w.Resource: w.Amount}}
		spec["tolerations"] = []object{{"key": "nvidia.com/gpu", "operator": "Exists"}}
	}
	if w.Pool != "" {
		spec["nodeSelector"] = object{"tollgate.dev/pool": w.Pool}
	}
	if w.Scheduler != "" {
		spec["schedulerName"] = w.Scheduler
	}
	text, _ := json.Marshal(object{"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})
	return text
}

package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"
)

func says(code int, message string) answer {
	body, _ := json.Marshal(object{"kind": "Status", "message": message})
	return answer{code, body}
}

func TestVerdicts(t *testing.T) {
	for _, one := range []struct {
		answer answer
		want   verdict
	}{
		{answer{http.StatusCreated, []byte("{}")}, created},
		{says(409, `pods "a" already exists`), exists},
		{says(409, `object is being deleted: pods "a" already exists`), exists},
		{says(409, "Operation cannot be fulfilled: please try again"), again},
		{says(403, `admission webhook "x" denied the request: [gpu-quota] exceeded quota: team red requested 8 GPU`), overQuota},
		{says(403, `admission webhook "y" denied the request: `+refusal), refused},
		{says(403, `admission webhook "y" denied the request: `+collision), again},
		{says(403, `pods is forbidden: User "x" cannot create resource "pods"`), unexpected},
		{says(400, "bad"), unexpected},
		{says(500, "failed calling webhook"), again},
		{says(503, "the quota ledger of lab is busy, try again"), again},
		{says(429, "too many promises"), again},
		{answer{0, []byte(errors.New("EOF").Error())}, again},
	} {
		if got := verdict_of(one.answer); got != one.want {
			t.Errorf("%d %s: %s, not %s", one.answer.status, one.answer.body, got, one.want)
		}
	}
}

func TestManifestHasWhatTheWishSays(t *testing.T) {
	wish := wish{Namespace: "ns", Name: "pod-", Generate: true, Pool: "kube", Resource: "nvidia.com/gpu", Amount: 2}
	var pod struct {
		Metadata struct{ Name, GenerateName, Namespace string }
		Spec     struct {
			NodeSelector map[string]string
			Containers   []struct {
				Resources struct{ Limits map[string]int }
			}
		}
	}
	if err := json.Unmarshal(wish.manifest(), &pod); err != nil {
		t.Fatal(err)
	}
	if pod.Metadata.GenerateName != "pod-" || pod.Metadata.Name != "" || pod.Metadata.Namespace != "ns" {
		t.Errorf("%+v", pod.Metadata)
	}
	if pod.Spec.NodeSelector["tollgate.dev/pool"] != "kube" || pod.Spec.Containers[0].Resources.Limits["nvidia.com/gpu"] != 2 {
		t.Errorf("%+v", pod.Spec)
	}
}

package main

import (
	"encoding/json"
	"flag"
	"hash/crc32"
	"net/http"
	"time"
)

// A validating webhook of somebody else: it refuses a share of the pods, those whose names fall into it, after a moment.
//
// It also stands for collisions of generated names, which a real API server cannot be made to have at will: of the attempts for such a
// pod, each with a name and uid of its own, seven in eight come to nothing after everybody was asked.
func refuse(arguments []string) error {
	set := flag.NewFlagSet("refuse", flag.ExitOnError)
	listen := set.String("listen", "127.0.0.1:0", "address")
	certificate := set.String("cert", "", "PEM")
	key := set.String("key", "", "PEM")
	percent := set.Uint("percent", 20, "share of the pods that are refused")
	_ = set.Parse(arguments)

	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		var review struct {
			Request struct {
				UID, Name string
				Object    struct {
					Metadata struct{ Name, GenerateName string }
				}
			}
		}
		if err := json.NewDecoder(r.Body).Decode(&review); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		metadata := review.Request.Object.Metadata
		number := crc32.ChecksumIEEE([]byte(metadata.Name))
		time.Sleep(time.Duration(number/100%20) * time.Millisecond)
		response := object{"uid": review.Request.UID, "allowed": true}
		deny := func(message string) {
			response["allowed"], response["status"] = false, object{"code": 403, "reason": "Forbidden", "message": message}
		}
		switch {
		case metadata.GenerateName != "" && number%8 != 0:
			deny(collision)
		case metadata.GenerateName == "" && number%100 < uint32(*percent):
			deny(refusal)
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(object{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": response})
	})
	return http.ListenAndServeTLS(*listen, *certificate, *key, nil)
}

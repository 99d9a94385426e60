// A validating webhook as most teams write it: controller-runtime, typed pods, three checks. What the bench compares with.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/webhook"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

type podChecks struct{ decoder admission.Decoder }

// Every container has limits, none is privileged, and the pod says whose it is.
func (checks podChecks) Handle(_ context.Context, request admission.Request) admission.Response {
	pod := &corev1.Pod{}
	if err := checks.decoder.Decode(request, pod); err != nil {
		return admission.Errored(http.StatusBadRequest, err)
	}
	var problems []string
	if pod.Labels["team"] == "" {
		problems = append(problems, "metadata.labels: no team")
	}
	for _, container := range append(pod.Spec.InitContainers, pod.Spec.Containers...) {
		if container.Resources.Limits.Memory().IsZero() {
			problems = append(problems, container.Name+": no memory limit")
		}
		if security := container.SecurityContext; security != nil && security.Privileged != nil && *security.Privileged {
			problems = append(problems, container.Name+": privileged")
		}
	}
	if len(problems) > 0 {
		return admission.Denied(strings.Join(problems, "; "))
	}
	return admission.Allowed("")
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: peer PORT FOLDER-WITH-tls.crt-AND-tls.key")
		os.Exit(2)
	}
	port, err := strconv.Atoi(os.Args[1])
	if err == nil {
		err = serve(port, os.Args[2])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(port int, certificates string) error {
	ctrl.SetLogger(zap.New(zap.UseDevMode(false)))
	scheme := runtime.NewScheme()
	if err := clientgoscheme.AddToScheme(scheme); err != nil {
		return err
	}
	server := webhook.NewServer(webhook.Options{Host: "127.0.0.1", Port: port, CertDir: certificates})
	server.Register("/validate", &webhook.Admission{Handler: podChecks{admission.NewDecoder(scheme)}})
	return server.Start(ctrl.SetupSignalHandler())
}

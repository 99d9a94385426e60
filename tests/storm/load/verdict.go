package main

import (
	"net/http"
	"strings"
)

// What an answer to a create means for the one who asked.
type verdict string

const (
	created    verdict = "created"
	exists     verdict = "exists"     // the name is taken: by an earlier attempt, or by another client's
	overQuota  verdict = "over_quota" // refused by the quota
	refused    verdict = "refused"    // refused by the other hook
	unexpected verdict = "unexpected" // refused by something that should not refuse
	again      verdict = "again"      // no verdict: ask once more
)

// What the other hook says (refuse.go).
const (
	refusal   = "refused by the storm"
	collision = "its name collided in the storm"
)

func verdict_of(a answer) verdict {
	message := a.message()
	switch {
	case a.status == http.StatusCreated:
		return created
	case a.status == http.StatusConflict && strings.Contains(message, "already exists"):
		return exists
	case a.status == http.StatusForbidden && strings.Contains(message, "exceeded quota"):
		return overQuota
	case a.status == http.StatusForbidden && strings.Contains(message, refusal):
		return refused
	case a.status == http.StatusForbidden && strings.Contains(message, collision):
		return again
	case a.status == 0 || a.status == http.StatusTooManyRequests || a.status == http.StatusConflict || a.status >= 500:
		return again
	}
	return unexpected
}

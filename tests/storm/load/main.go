// storm: what the quota storm needs around the programs under test, in one program without dependencies.
//
//	storm create --plan FILE ...    asks for every pod of a plan until it has a verdict, and ends pods when their time is up
//	storm refuse --listen ADDR ...  a validating webhook that refuses a part of the pods, by name
//	storm split  --listen ADDR ...  a Service: one address in front of the replicas that are ready
//	storm stall  --listen ADDR ...  stands between a client and its API server, and holds back watches on command
//	storm put    --path PATH ...    how long a write of one object takes, one after another
package main

import (
	"fmt"
	"os"
)

var commands = map[string]func([]string) error{"create": create, "refuse": refuse, "split": split, "stall": stall, "put": put}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: storm create|refuse|split|stall|put FLAGS")
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintf(os.Stderr, "storm %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}

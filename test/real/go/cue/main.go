// SPDX-License-Identifier: Apache-2.0

// Command cue judges JSON by policies in CUE exactly as sigstore/policy-controller does: it compiles both,
// unifies them and validates without asking for concrete values. It reads cases {policy, json} as lines of
// JSON and answers each with a line {ok, stage, error}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"cuelang.org/go/cue/cuecontext"
)

type asked struct {
	Policy string `json:"policy"`
	JSON   string `json:"json"`
}

type answer struct {
	OK    bool   `json:"ok"`
	Stage string `json:"stage,omitempty"`
	Error string `json:"error,omitempty"`
}

func judge(one asked) (said answer) {
	defer func() {
		if fault := recover(); fault != nil {
			said = answer{Stage: "panic", Error: fmt.Sprint(fault)}
		}
	}()
	context := cuecontext.New()
	policy := context.CompileString(one.Policy)
	if err := policy.Err(); err != nil {
		return answer{Stage: "compile", Error: err.Error()}
	}
	document := context.CompileBytes([]byte(one.JSON))
	if err := document.Err(); err != nil {
		return answer{Stage: "document", Error: err.Error()}
	}
	if err := policy.Unify(document).Validate(); err != nil {
		return answer{Stage: "evaluate", Error: err.Error()}
	}
	return answer{OK: true}
}

func main() {
	lines := bufio.NewReader(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var one asked
		if err := json.Unmarshal(line, &one); err != nil {
			log.Fatal(err)
		}
		if err := out.Encode(judge(one)); err != nil {
			log.Fatal(err)
		}
	}
}

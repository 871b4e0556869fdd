// SPDX-License-Identifier: Apache-2.0

// Evaluates Rego as sigstore/policy-controller does, by Open Policy Agent itself: reads cases as lines
// of JSON, and answers each with a line.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

type question struct {
	Module string          `json:"module"`
	Query  string          `json:"query"`
	Input  json.RawMessage `json:"input"`
	// Nanoseconds since 1970 that the module takes for now.
	Now int64 `json:"now"`
}

type answer struct {
	// What did not happen: "compile" or "eval".
	Failed string `json:"failed,omitempty"`
	// The value of the query as JSON, where it is defined.
	Value     string `json:"value,omitempty"`
	Undefined bool   `json:"undefined,omitempty"`
}

func ask(q question) answer {
	ctx := context.Background()
	prepared, err := rego.New(
		rego.Query(q.Query),
		rego.Module("case.rego", q.Module),
		rego.SetRegoVersion(ast.RegoV0),
		rego.Time(time.Unix(0, q.Now)),
	).PrepareForEval(ctx)
	if err != nil {
		return answer{Failed: "compile"}
	}
	options := []rego.EvalOption{rego.EvalTime(time.Unix(0, q.Now))}
	if len(q.Input) > 0 {
		var input any
		decoder := json.NewDecoder(bytes.NewReader(q.Input))
		decoder.UseNumber()
		if err := decoder.Decode(&input); err != nil {
			return answer{Failed: "input"}
		}
		options = append(options, rego.EvalInput(input))
	}
	results, err := prepared.Eval(ctx, options...)
	if err != nil {
		return answer{Failed: "eval"}
	}
	if len(results) == 0 {
		return answer{Undefined: true}
	}
	value, err := json.Marshal(results[0].Expressions[0].Value)
	if err != nil {
		return answer{Failed: "value"}
	}
	return answer{Value: string(value)}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			_ = out.Encode(answer{Failed: "input"})
			continue
		}
		if err := out.Encode(ask(q)); err != nil {
			os.Exit(1)
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// What may be checked without the provider's own code: values that its descriptions list, and what
// only the provider decides.
var enumRe = regexp.MustCompile(`Possible values: \[("[^\]]*")\]`)

func enumOf(desc string) []string {
	m := enumRe.FindStringSubmatch(desc)
	if m == nil {
		return nil
	}
	var out []string
	if json.Unmarshal([]byte("["+m[1]+"]"), &out) != nil {
		return nil
	}
	return out
}
func checkEnums(b blockJ, v tftypes.Value, path string, d *[]*tfprotov5.Diagnostic) {
	if v.IsNull() || !v.IsKnown() {
		return
	}
	var m map[string]tftypes.Value
	if v.As(&m) != nil {
		return
	}
	for n, a := range b.Attributes {
		if a.Computed && !a.Optional && !m[n].IsNull() {
			*d = append(*d, &tfprotov5.Diagnostic{Severity: tfprotov5.DiagnosticSeverityError, Summary: "Value for unconfigurable attribute", Detail: path + n + " is decided by the provider"})
		}
		if e := enumOf(a.Desc); e != nil && (a.Optional || a.Required) {
			x := m[n]
			var s string
			if !x.IsNull() && x.IsKnown() && x.Type().Is(tftypes.String) && x.As(&s) == nil && s != "" {
				ok := false
				for _, w := range e {
					ok = ok || w == s
				}
				if !ok {
					*d = append(*d, &tfprotov5.Diagnostic{Severity: tfprotov5.DiagnosticSeverityError, Summary: fmt.Sprintf("expected %s%s to be one of %q, got %s", path, n, e, s)})
				}
			}
		}
	}
	for n, t := range b.BlockTypes {
		x := m[n]
		if x.IsNull() || !x.IsKnown() {
			continue
		}
		var l []tftypes.Value
		if x.As(&l) == nil {
			for i, y := range l {
				checkEnums(t.Block, y, fmt.Sprintf("%s%s.%d.", path, n, i), d)
			}
		} else {
			checkEnums(t.Block, x, path+n+".", d)
		}
	}
}

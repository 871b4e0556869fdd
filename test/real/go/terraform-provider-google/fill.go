// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Fills what the provider would compute: unknown in a plan, made up and different for each resource
// once applied.
func fillBlock(b blockJ, v tftypes.Value, fill func(path string, t tftypes.Type) tftypes.Value, path string) tftypes.Value {
	if v.IsNull() || !v.IsKnown() {
		return v
	}
	var m map[string]tftypes.Value
	must(0, v.As(&m))
	for n, a := range b.Attributes {
		if a.Computed && (m[n].IsNull() || !m[n].IsKnown()) {
			m[n] = fill(path+n, m[n].Type())
		}
	}
	for n, t := range b.BlockTypes {
		x := m[n]
		if x.IsNull() || !x.IsKnown() {
			continue
		}
		var l []tftypes.Value
		if x.As(&l) == nil {
			for i := range l {
				l[i] = fillBlock(t.Block, l[i], fill, fmt.Sprintf("%s%s.%d.", path, n, i))
			}
			m[n] = tftypes.NewValue(x.Type(), l)
		} else {
			m[n] = fillBlock(t.Block, x, fill, path+n+".")
		}
	}
	return tftypes.NewValue(v.Type(), m)
}
func unknown(_ string, t tftypes.Type) tftypes.Value {
	return tftypes.NewValue(t, tftypes.UnknownValue)
}
func fake(res string) func(string, tftypes.Type) tftypes.Value {
	return func(p string, t tftypes.Type) tftypes.Value {
		switch {
		case t.Is(tftypes.String):
			h := fnv.New32a()
			h.Write([]byte(res + p))
			return tftypes.NewValue(t, fmt.Sprintf("fake-%s-%08x", strings.ReplaceAll(p, ".", "-"), h.Sum32()))
		case t.Is(tftypes.Number):
			return tftypes.NewValue(t, 0)
		case t.Is(tftypes.Bool):
			return tftypes.NewValue(t, false)
		case t.Is(tftypes.Map{}):
			return tftypes.NewValue(t, map[string]tftypes.Value{})
		case t.Is(tftypes.List{}), t.Is(tftypes.Set{}):
			return tftypes.NewValue(t, []tftypes.Value{})
		}
		return tftypes.NewValue(t, nil)
	}
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"log"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The form in which `terraform providers schema -json` tells a schema.
type attrJ struct {
	Type       json.RawMessage `json:"type"`
	Desc       string          `json:"description"`
	Required   bool            `json:"required"`
	Optional   bool            `json:"optional"`
	Computed   bool            `json:"computed"`
	Sensitive  bool            `json:"sensitive"`
	Deprecated bool            `json:"deprecated"`
	WriteOnly  bool            `json:"write_only"`
}
type blockJ struct {
	Attributes map[string]attrJ `json:"attributes"`
	BlockTypes map[string]struct {
		NestingMode string `json:"nesting_mode"`
		Block       blockJ `json:"block"`
		Min         int64  `json:"min_items"`
		Max         int64  `json:"max_items"`
	} `json:"block_types"`
}
type schemaJ struct {
	Version int64  `json:"version"`
	Block   blockJ `json:"block"`
}
type provJ struct {
	Provider  schemaJ            `json:"provider"`
	Resources map[string]schemaJ `json:"resource_schemas"`
	Data      map[string]schemaJ `json:"data_source_schemas"`
}

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}
func conv(b blockJ) *tfprotov5.SchemaBlock {
	o := &tfprotov5.SchemaBlock{}
	for n, a := range b.Attributes {
		//lint:ignore SA1019 the JSON form is the wire form
		t := must(tftypes.ParseJSONType(a.Type))
		o.Attributes = append(o.Attributes, &tfprotov5.SchemaAttribute{Name: n, Type: t, Description: a.Desc, Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive, Deprecated: a.Deprecated, WriteOnly: a.WriteOnly})
	}
	modes := map[string]tfprotov5.SchemaNestedBlockNestingMode{"single": tfprotov5.SchemaNestedBlockNestingModeSingle, "list": tfprotov5.SchemaNestedBlockNestingModeList, "set": tfprotov5.SchemaNestedBlockNestingModeSet, "map": tfprotov5.SchemaNestedBlockNestingModeMap, "group": tfprotov5.SchemaNestedBlockNestingModeGroup}
	for n, t := range b.BlockTypes {
		o.BlockTypes = append(o.BlockTypes, &tfprotov5.SchemaNestedBlock{TypeName: n, Block: conv(t.Block), Nesting: modes[t.NestingMode], MinItems: t.Min, MaxItems: t.Max})
	}
	return o
}

// SPDX-License-Identifier: Apache-2.0

// A provider that stands in for hashicorp/google where that cannot be downloaded: it serves the schema
// in the file that STANDIN_SCHEMA names, so that init, validate, test and plan run without an account.
// It makes no call to any API.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5/tf5server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type server struct {
	p    provJ
	prov *tfprotov5.Schema
	res  map[string]*tfprotov5.Schema
	data map[string]*tfprotov5.Schema
}

func newServer() *server {
	var f struct {
		P map[string]provJ `json:"provider_schemas"`
	}
	must(0, json.Unmarshal(must(os.ReadFile(os.Getenv("STANDIN_SCHEMA"))), &f))
	s := &server{res: map[string]*tfprotov5.Schema{}, data: map[string]*tfprotov5.Schema{}}
	for _, p := range f.P {
		s.p = p
	}
	mk := func(j schemaJ) *tfprotov5.Schema { return &tfprotov5.Schema{Version: j.Version, Block: conv(j.Block)} }
	s.prov = mk(s.p.Provider)
	for n, j := range s.p.Resources {
		s.res[n] = mk(j)
	}
	for n, j := range s.p.Data {
		s.data[n] = mk(j)
	}
	return s
}

func (s *server) ty(n string) tftypes.Type { return s.res[n].ValueType() }
func dv(t tftypes.Type, v tftypes.Value) *tfprotov5.DynamicValue {
	d := must(tfprotov5.NewDynamicValue(t, v))
	return &d
}

func (s *server) GetMetadata(context.Context, *tfprotov5.GetMetadataRequest) (*tfprotov5.GetMetadataResponse, error) {
	r := &tfprotov5.GetMetadataResponse{ServerCapabilities: &tfprotov5.ServerCapabilities{GetProviderSchemaOptional: true}}
	for n := range s.res {
		r.Resources = append(r.Resources, tfprotov5.ResourceMetadata{TypeName: n})
	}
	for n := range s.data {
		r.DataSources = append(r.DataSources, tfprotov5.DataSourceMetadata{TypeName: n})
	}
	return r, nil
}
func (s *server) GetProviderSchema(context.Context, *tfprotov5.GetProviderSchemaRequest) (*tfprotov5.GetProviderSchemaResponse, error) {
	return &tfprotov5.GetProviderSchemaResponse{Provider: s.prov, ResourceSchemas: s.res, DataSourceSchemas: s.data, ServerCapabilities: &tfprotov5.ServerCapabilities{GetProviderSchemaOptional: true}}, nil
}
func (s *server) PrepareProviderConfig(_ context.Context, r *tfprotov5.PrepareProviderConfigRequest) (*tfprotov5.PrepareProviderConfigResponse, error) {
	return &tfprotov5.PrepareProviderConfigResponse{PreparedConfig: r.Config}, nil
}
func (s *server) ConfigureProvider(context.Context, *tfprotov5.ConfigureProviderRequest) (*tfprotov5.ConfigureProviderResponse, error) {
	return &tfprotov5.ConfigureProviderResponse{}, nil
}
func (s *server) StopProvider(context.Context, *tfprotov5.StopProviderRequest) (*tfprotov5.StopProviderResponse, error) {
	return &tfprotov5.StopProviderResponse{}, nil
}
func (s *server) ValidateResourceTypeConfig(_ context.Context, r *tfprotov5.ValidateResourceTypeConfigRequest) (*tfprotov5.ValidateResourceTypeConfigResponse, error) {
	o := &tfprotov5.ValidateResourceTypeConfigResponse{}
	v, err := r.Config.Unmarshal(s.ty(r.TypeName))
	if err != nil {
		return nil, err
	}
	checkEnums(s.p.Resources[r.TypeName].Block, v, "", &o.Diagnostics)
	return o, nil
}
func (s *server) UpgradeResourceState(_ context.Context, r *tfprotov5.UpgradeResourceStateRequest) (*tfprotov5.UpgradeResourceStateResponse, error) {
	t := s.ty(r.TypeName)
	v, err := r.RawState.UnmarshalWithOpts(t, tfprotov5.UnmarshalOpts{ValueFromJSONOpts: tftypes.ValueFromJSONOpts{IgnoreUndefinedAttributes: true}})
	if err != nil {
		return nil, err
	}
	return &tfprotov5.UpgradeResourceStateResponse{UpgradedState: dv(t, v)}, nil
}
func (s *server) ReadResource(_ context.Context, r *tfprotov5.ReadResourceRequest) (*tfprotov5.ReadResourceResponse, error) {
	return &tfprotov5.ReadResourceResponse{NewState: r.CurrentState, Private: r.Private}, nil
}
func (s *server) PlanResourceChange(_ context.Context, r *tfprotov5.PlanResourceChangeRequest) (*tfprotov5.PlanResourceChangeResponse, error) {
	t := s.ty(r.TypeName)
	prop, err := r.ProposedNewState.Unmarshal(t)
	if err != nil {
		return nil, err
	}
	prior, err := r.PriorState.Unmarshal(t)
	if err != nil {
		return nil, err
	}
	if prop.IsNull() || prior.Equal(prop) || !prior.IsNull() { // destroy, no-op and update keep what is proposed
		return &tfprotov5.PlanResourceChangeResponse{PlannedState: r.ProposedNewState, UnsafeToUseLegacyTypeSystem: true}, nil
	}
	return &tfprotov5.PlanResourceChangeResponse{PlannedState: dv(t, fillBlock(s.p.Resources[r.TypeName].Block, prop, unknown, "")), UnsafeToUseLegacyTypeSystem: true}, nil
}
func (s *server) ApplyResourceChange(_ context.Context, r *tfprotov5.ApplyResourceChangeRequest) (*tfprotov5.ApplyResourceChangeResponse, error) {
	t := s.ty(r.TypeName)
	v, err := r.PlannedState.Unmarshal(t)
	if err != nil {
		return nil, err
	}
	return &tfprotov5.ApplyResourceChangeResponse{NewState: dv(t, fillBlock(s.p.Resources[r.TypeName].Block, v, fake(r.TypeName+v.String()), "")), UnsafeToUseLegacyTypeSystem: true}, nil
}
func (s *server) ImportResourceState(context.Context, *tfprotov5.ImportResourceStateRequest) (*tfprotov5.ImportResourceStateResponse, error) {
	return nil, fmt.Errorf("import is not served by the stand-in")
}
func (s *server) MoveResourceState(context.Context, *tfprotov5.MoveResourceStateRequest) (*tfprotov5.MoveResourceStateResponse, error) {
	return nil, fmt.Errorf("move is not served by the stand-in")
}
func (s *server) UpgradeResourceIdentity(context.Context, *tfprotov5.UpgradeResourceIdentityRequest) (*tfprotov5.UpgradeResourceIdentityResponse, error) {
	return nil, fmt.Errorf("identity is not served by the stand-in")
}
func (s *server) GetResourceIdentitySchemas(context.Context, *tfprotov5.GetResourceIdentitySchemasRequest) (*tfprotov5.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov5.GetResourceIdentitySchemasResponse{}, nil
}
func (s *server) ValidateDataSourceConfig(context.Context, *tfprotov5.ValidateDataSourceConfigRequest) (*tfprotov5.ValidateDataSourceConfigResponse, error) {
	return &tfprotov5.ValidateDataSourceConfigResponse{}, nil
}
func (s *server) ReadDataSource(_ context.Context, r *tfprotov5.ReadDataSourceRequest) (*tfprotov5.ReadDataSourceResponse, error) {
	t := s.data[r.TypeName].ValueType()
	v, err := r.Config.Unmarshal(t)
	if err != nil {
		return nil, err
	}
	return &tfprotov5.ReadDataSourceResponse{State: dv(t, fillBlock(s.p.Data[r.TypeName].Block, v, fake(r.TypeName), ""))}, nil
}
func (s *server) CallFunction(context.Context, *tfprotov5.CallFunctionRequest) (*tfprotov5.CallFunctionResponse, error) {
	return nil, fmt.Errorf("functions are not served by the stand-in")
}
func (s *server) GetFunctions(context.Context, *tfprotov5.GetFunctionsRequest) (*tfprotov5.GetFunctionsResponse, error) {
	return &tfprotov5.GetFunctionsResponse{}, nil
}

func main() {
	s := newServer()
	if err := tf5server.Serve("registry.terraform.io/hashicorp/google", func() tfprotov5.ProviderServer { return s }); err != nil {
		log.Fatal(err)
	}
}

func (s *server) ValidateEphemeralResourceConfig(context.Context, *tfprotov5.ValidateEphemeralResourceConfigRequest) (*tfprotov5.ValidateEphemeralResourceConfigResponse, error) {
	return nil, fmt.Errorf("ephemeral resources are not served by the stand-in")
}
func (s *server) OpenEphemeralResource(context.Context, *tfprotov5.OpenEphemeralResourceRequest) (*tfprotov5.OpenEphemeralResourceResponse, error) {
	return nil, fmt.Errorf("ephemeral resources are not served by the stand-in")
}
func (s *server) RenewEphemeralResource(context.Context, *tfprotov5.RenewEphemeralResourceRequest) (*tfprotov5.RenewEphemeralResourceResponse, error) {
	return nil, fmt.Errorf("ephemeral resources are not served by the stand-in")
}
func (s *server) CloseEphemeralResource(context.Context, *tfprotov5.CloseEphemeralResourceRequest) (*tfprotov5.CloseEphemeralResourceResponse, error) {
	return nil, fmt.Errorf("ephemeral resources are not served by the stand-in")
}
func (s *server) ValidateListResourceConfig(context.Context, *tfprotov5.ValidateListResourceConfigRequest) (*tfprotov5.ValidateListResourceConfigResponse, error) {
	return nil, fmt.Errorf("list resources are not served by the stand-in")
}
func (s *server) ListResource(context.Context, *tfprotov5.ListResourceRequest) (*tfprotov5.ListResourceServerStream, error) {
	return nil, fmt.Errorf("list resources are not served by the stand-in")
}
func (s *server) ValidateActionConfig(context.Context, *tfprotov5.ValidateActionConfigRequest) (*tfprotov5.ValidateActionConfigResponse, error) {
	return nil, fmt.Errorf("actions are not served by the stand-in")
}
func (s *server) PlanAction(context.Context, *tfprotov5.PlanActionRequest) (*tfprotov5.PlanActionResponse, error) {
	return nil, fmt.Errorf("actions are not served by the stand-in")
}
func (s *server) InvokeAction(context.Context, *tfprotov5.InvokeActionRequest) (*tfprotov5.InvokeActionServerStream, error) {
	return nil, fmt.Errorf("actions are not served by the stand-in")
}

func (s *server) GenerateResourceConfig(context.Context, *tfprotov5.GenerateResourceConfigRequest) (*tfprotov5.GenerateResourceConfigResponse, error) {
	return nil, fmt.Errorf("config generation is not served by the stand-in")
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	ctclient "github.com/google/certificate-transparency-go/client"
	"github.com/google/certificate-transparency-go/jsonclient"
	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/sigstore/fulcio/pkg/ca/fileca"
	"github.com/sigstore/fulcio/pkg/config"
	gateway "github.com/sigstore/fulcio/pkg/generated/protobuf"
	"github.com/sigstore/fulcio/pkg/generated/protobuf/legacy"
	"github.com/sigstore/fulcio/pkg/server"
	v1 "github.com/sigstore/protobuf-specs/gen/pb-go/common/v1"
	"github.com/sigstore/sigstore/pkg/cryptoutils"
	"github.com/sigstore/sigstore/pkg/signature"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	health "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"
)

// serveFulcio serves Fulcio's v1 and v2 API with a key from a file. The server packages are
// Fulcio's; left out with its command are its key management services and cloud authorities.
func serveFulcio(ctx context.Context, listener net.Listener, chain, key, configFile, ctURL string, ctKey crypto.PublicKey) {
	issuers, err := config.Load(configFile)
	must(err)
	authority, err := fileca.NewFileCA(chain, key, "", false)
	must(err)
	public, err := cryptoutils.MarshalPublicKeyToPEM(ctKey)
	must(err)
	ct, err := ctclient.New(ctURL, &http.Client{Timeout: 30 * time.Second}, jsonclient.Options{PublicKey: string(public)})
	must(err)
	algorithms, err := signature.NewAlgorithmRegistryConfig([]v1.PublicKeyDetails{
		v1.PublicKeyDetails_PKIX_ECDSA_P256_SHA_256,
		v1.PublicKeyDetails_PKIX_ECDSA_P384_SHA_384,
		v1.PublicKeyDetails_PKIX_RSA_PKCS1V15_2048_SHA256,
		v1.PublicKeyDetails_PKIX_ED25519,
	})
	must(err)

	issuance := server.NewGRPCCAServer(ct, authority, algorithms, server.NewIssuerPool(issuers))
	rpc := grpc.NewServer(grpc.UnaryInterceptor(func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		return next(config.With(ctx, issuers), request)
	}))
	health.RegisterHealthServer(rpc, issuance)
	gateway.RegisterCAServer(rpc, issuance)
	legacy.RegisterCAServer(rpc, server.NewLegacyGRPCCAServer(issuance))
	inner := listen()
	go func() { must(rpc.Serve(inner)) }()

	options := []grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())}
	conn, err := grpc.NewClient(inner.Addr().String(), options...)
	must(err)
	mux := runtime.NewServeMux(
		runtime.WithMetadata(tokenOf),
		runtime.WithForwardResponseOption(answer),
		runtime.WithHealthzEndpoint(health.NewHealthClient(conn)),
	)
	must(gateway.RegisterCAHandlerFromEndpoint(ctx, mux, inner.Addr().String(), options))
	must(legacy.RegisterCAHandlerFromEndpoint(ctx, mux, inner.Addr().String(), options))
	must(http.Serve(listener, mux))
}

// tokenOf takes the bearer token to where issuance looks for it.
func tokenOf(_ context.Context, r *http.Request) metadata.MD {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	return metadata.Pairs(server.MetadataOIDCTokenKey, token)
}

// answer puts a detached SCT and the status where clients of the v1 API look for them.
func answer(ctx context.Context, w http.ResponseWriter, _ proto.Message) error {
	md, known := runtime.ServerMetadataFromContext(ctx)
	if !known {
		return nil
	}
	if sct := md.HeaderMD.Get(server.SCTMetadataKey); len(sct) > 0 {
		w.Header().Set("SCT", sct[0])
	}
	for name := range w.Header() {
		if strings.HasPrefix(name, "Grpc-") {
			w.Header().Del(name)
		}
	}
	if status := md.HeaderMD.Get(server.HTTPResponseCodeMetadataKey); len(status) > 0 {
		code, err := strconv.Atoi(status[0])
		if err != nil {
			return err
		}
		w.WriteHeader(code)
	}
	return nil
}

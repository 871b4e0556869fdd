// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/google/certificate-transparency-go/trillian/ctfe"
	"github.com/google/certificate-transparency-go/trillian/ctfe/cache"
	"github.com/google/certificate-transparency-go/trillian/ctfe/configpb"
	"github.com/google/trillian"
	"github.com/google/trillian/client"
	"github.com/google/trillian/crypto/keys"
	"github.com/google/trillian/crypto/keys/der"
	"github.com/google/trillian/crypto/keyspb"
	"github.com/google/trillian/monitoring"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/durationpb"
)

// serveLog serves an RFC 6962 log under /prefix, in a tree of its own, and gives its public key.
func serveLog(ctx context.Context, listener net.Listener, conn *grpc.ClientConn, prefix, keyFile, rootFile string) crypto.PublicKey {
	leaves := trillian.NewTrillianLogClient(conn)
	tree, err := client.CreateAndInitTree(ctx, &trillian.CreateTreeRequest{Tree: &trillian.Tree{
		TreeState:       trillian.TreeState_ACTIVE,
		TreeType:        trillian.TreeType_LOG,
		MaxRootDuration: durationpb.New(time.Hour),
	}}, trillian.NewTrillianAdminClient(conn), leaves)
	must(err)

	signer, bytes := readKey(keyFile)
	keys.RegisterHandler(&keyspb.PrivateKey{}, func(ctx context.Context, key proto.Message) (crypto.Signer, error) {
		return der.FromProto(ctx, key)
	})
	private, err := anypb.New(&keyspb.PrivateKey{Der: bytes})
	must(err)
	config, err := ctfe.ValidateLogConfig(&configpb.LogConfig{
		LogId:                 tree.TreeId,
		Prefix:                prefix,
		RootsPemFile:          []string{rootFile},
		PrivateKey:            private,
		ExtKeyUsages:          []string{"CodeSigning"},
		MaxMergeDelaySec:      60,
		ExpectedMergeDelaySec: 1,
	})
	must(err)
	instance, err := ctfe.SetUpInstance(ctx, ctfe.InstanceOptions{
		Validated:     config,
		Client:        leaves,
		Deadline:      10 * time.Second,
		MetricFactory: monitoring.InertMetricFactory{},
		RequestLog:    new(ctfe.DefaultRequestLog),
		CacheType:     cache.NOOP,
	})
	must(err)
	mux := http.NewServeMux()
	for path, handler := range instance.Handlers {
		mux.Handle(path, handler)
	}
	go func() { must(http.Serve(listener, mux)) }()
	return signer.Public()
}

func readKey(file string) (crypto.Signer, []byte) {
	text, err := os.ReadFile(file)
	must(err)
	block, _ := pem.Decode(text)
	if block == nil {
		must(os.ErrInvalid)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	must(err)
	return key.(crypto.Signer), block.Bytes
}

// SPDX-License-Identifier: Apache-2.0

// Command labsig is a certificate authority and its transparency log in one process, on loopback:
// Fulcio's own issuance behind its own HTTP API, the certificate-transparency front end (RFC 6962),
// and Trillian in memory under it. Trillian's gRPC is open too, for a Rekor v1 beside it. It says
// where each of them listens in one line of JSON on stdout.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"log"
	"net"
	"os"
)

func main() {
	chain := flag.String("ca-chain", "", "PEM file: the issuing certificate, then its root")
	caKey := flag.String("ca-key", "", "PEM file: the issuing certificate's private key (PKCS #8)")
	root := flag.String("ca-root", "", "PEM file: the root that the log accepts")
	logKey := flag.String("log-key", "", "PEM file: the log's private key (PKCS #8)")
	config := flag.String("config", "", "Fulcio's configuration: the issuers whose tokens it takes")
	flag.Parse()

	ctx := context.Background()
	trillian, ct, fulcio := listen(), listen(), listen()
	tree := serveTrillian(ctx, trillian)
	prefix := "test"
	publicKey := serveLog(ctx, ct, tree, prefix, *logKey, *root)
	ctURL := "http://" + ct.Addr().String() + "/" + prefix
	go serveFulcio(ctx, fulcio, *chain, *caKey, *config, ctURL, publicKey)
	must(json.NewEncoder(os.Stdout).Encode(map[string]string{
		"fulcio":   "http://" + fulcio.Addr().String(),
		"ctlog":    ctURL,
		"trillian": trillian.Addr().String(),
	}))
	select {}
}

func listen() net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	return listener
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

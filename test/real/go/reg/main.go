// SPDX-License-Identifier: Apache-2.0

// Command reg is a registry in memory, on loopback: OCI distribution with the referrers API (or
// without), open to all or behind basic or token authentication. It says where it listens in one
// line of JSON on stdout.
package main

import (
	"encoding/json"
	"flag"
	"log"
	"net"
	"net/http"
	"os"

	"cuelabs.dev/go/oci/ociregistry/ocimem"
	"cuelabs.dev/go/oci/ociregistry/ociserver"
)

func main() {
	auth := flag.String("auth", "none", "none, basic or token")
	user := flag.String("user", "user", "the one who may")
	password := flag.String("password", "", "their password")
	referrers := flag.Bool("referrers", true, "serve the referrers API")
	flag.Parse()

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	account := account{*user, *password}
	registry := http.Handler(ociserver.New(ocimem.New(), &ociserver.Options{DisableReferrersAPI: !*referrers}))
	switch *auth {
	case "none":
	case "basic":
		registry = account.basic(registry)
	case "token":
		registry = account.token(registry)
	default:
		log.Fatalf("-auth %q: none, basic or token", *auth)
	}
	if err := json.NewEncoder(os.Stdout).Encode(map[string]string{"registry": listener.Addr().String()}); err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.Serve(listener, registry))
}

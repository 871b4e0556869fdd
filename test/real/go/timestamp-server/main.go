// SPDX-License-Identifier: Apache-2.0

// Command timestamp-server is sigstore's RFC 3161 timestamp authority with a key from a file, on
// loopback. Its own command serves metrics on *:2112 and dies where that port is taken, so that one
// machine could run one; this one has no metrics. It says where it listens in one line of JSON.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/sigstore/timestamp-authority/v2/pkg/log"
	"github.com/sigstore/timestamp-authority/v2/pkg/server"
	"github.com/spf13/viper"
)

func main() {
	key := flag.String("key", "", "PEM file: the authority's private key (PKCS #8)")
	chain := flag.String("chain", "", "PEM file: its certificate, then its root")
	flag.Parse()

	log.ConfigureLogger("prod")
	for name, value := range map[string]any{
		"timestamp-signer":         "file",
		"timestamp-signer-hash":    "sha256",
		"file-signer-key-path":     *key,
		"certificate-chain-path":   *chain,
		"enforce-intermediate-eku": true,
		"default-policy-oid":       "1.3.6.1.4.1.57264.2",
		"accepted-policy-oids":     []string{"1.3.6.1.4.1.57264.2"},
		"max-request-body-size":    1 << 20,
	} {
		viper.Set(name, value)
	}
	authority := server.NewRestAPIServer("127.0.0.1", 0, []string{"http"}, false, 30*time.Second, 30*time.Second)
	if err := authority.Listen(); err != nil {
		log.Logger.Fatal(err)
	}
	url := fmt.Sprintf("http://127.0.0.1:%d/api/v1/timestamp", authority.Port)
	if err := json.NewEncoder(os.Stdout).Encode(map[string]string{"timestamp": url}); err != nil {
		log.Logger.Fatal(err)
	}
	if err := authority.Serve(); err != nil {
		log.Logger.Fatal(err)
	}
}

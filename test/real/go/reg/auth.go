// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

type account struct{ user, password string }

func (a account) proven(r *http.Request) bool {
	user, password, given := r.BasicAuth()
	return given && user == a.user && password == a.password
}

// basic asks for user and password at every request.
func (a account) basic(registry http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.proven(r) {
			registry.ServeHTTP(w, r)
			return
		}
		refuse(w, `Basic realm="test"`)
	})
}

// token follows the distribution project's token authentication: a challenge names realm, service
// and scope, the realm at /token sells a bearer token for one scope, and only that scope is served.
func (a account) token(registry http.Handler) http.Handler {
	var scopes sync.Map
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" {
			if !a.proven(r) {
				refuse(w, `Basic realm="test"`)
				return
			}
			bearer := rand.Text()
			scopes.Store(bearer, strings.Join(r.URL.Query()["scope"], " "))
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(map[string]any{"token": bearer, "access_token": bearer, "expires_in": 300})
			return
		}
		scope := scopeOf(r)
		bearer := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		if bought, known := scopes.Load(bearer); known && covers(bought.(string), scope) {
			registry.ServeHTTP(w, r)
			return
		}
		challenge := fmt.Sprintf(`Bearer realm="http://%s/token",service="test"`, r.Host)
		if scope != "" {
			challenge += fmt.Sprintf(`,scope=%q`, scope)
		}
		refuse(w, challenge)
	})
}

// scopeOf says what a request needs, such as "repository:acme/app:pull"; nothing for /v2/ itself.
func scopeOf(r *http.Request) string {
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/v2/"), "/")
	for i := len(parts) - 1; i > 0; i-- {
		switch parts[i] {
		case "manifests", "blobs", "referrers", "tags":
			actions := "pull"
			if r.Method != http.MethodGet && r.Method != http.MethodHead {
				actions = "pull,push"
			}
			return "repository:" + strings.Join(parts[:i], "/") + ":" + actions
		}
	}
	return ""
}

// covers says whether one of the scopes bought is for the repository and has the actions needed.
func covers(bought, needed string) bool {
	if needed == "" {
		return true
	}
	at := strings.LastIndex(needed, ":")
	for _, scope := range strings.Fields(bought) {
		actions, same := strings.CutPrefix(scope, needed[:at+1])
		if same && holds(actions, needed[at+1:]) {
			return true
		}
	}
	return false
}

func holds(actions, needed string) bool {
	have := strings.Split(actions, ",")
	for _, action := range strings.Split(needed, ",") {
		found := false
		for _, one := range have {
			found = found || one == action
		}
		if !found {
			return false
		}
	}
	return true
}

func refuse(w http.ResponseWriter, challenge string) {
	w.Header().Set("WWW-Authenticate", challenge)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusUnauthorized)
	_, _ = w.Write([]byte(`{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}`))
}

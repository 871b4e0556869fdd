// SPDX-License-Identifier: Apache-2.0

// Command meter is a proxy before a registry that counts what it is asked, can be slow, and can be
// down: it refuses connections, or takes them and never answers. It says in one line of JSON on
// stdout where it listens and where it is told.
package main

import (
	"encoding/json"
	"flag"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"sync"
	"time"
)

type meter struct {
	sync.Mutex
	asked  map[string]int
	delay  time.Duration
	silent bool
	onward http.Handler
}

func (m *meter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.Lock()
	m.asked[r.Method+" "+r.URL.Path]++
	delay, silent := m.delay, m.silent
	m.Unlock()
	if silent {
		<-r.Context().Done()
		return
	}
	time.Sleep(delay)
	m.onward.ServeHTTP(w, r)
}

// door opens and closes the way to the meter at one address.
type door struct {
	address string
	server  *http.Server
}

func (d *door) open(handler http.Handler) {
	listener, err := net.Listen("tcp", d.address)
	if err != nil {
		log.Fatal(err)
	}
	d.address = listener.Addr().String()
	d.server = &http.Server{Handler: handler}
	go d.server.Serve(listener)
}

func main() {
	to := flag.String("to", "", "the registry, as host:port")
	flag.Parse()
	onward := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: *to})
	onward.Transport = &http.Transport{MaxIdleConnsPerHost: 256}
	m := &meter{asked: map[string]int{}, onward: onward}
	front := &door{address: "127.0.0.1:0"}
	front.open(m)

	told := http.NewServeMux()
	told.HandleFunc("GET /asked", func(w http.ResponseWriter, _ *http.Request) {
		m.Lock()
		defer m.Unlock()
		json.NewEncoder(w).Encode(m.asked)
		m.asked = map[string]int{}
	})
	told.HandleFunc("POST /delay", func(_ http.ResponseWriter, r *http.Request) {
		delay, err := time.ParseDuration(r.URL.Query().Get("of"))
		if err != nil {
			log.Fatal(err)
		}
		m.Lock()
		defer m.Unlock()
		m.delay = delay
	})
	told.HandleFunc("POST /be", func(_ http.ResponseWriter, r *http.Request) {
		manner := r.URL.Query().Get("what")
		m.Lock()
		m.silent = manner == "silent"
		m.Unlock()
		front.server.Close()
		if manner != "away" {
			front.open(m)
		}
	})
	control := &door{address: "127.0.0.1:0"}
	control.open(told)
	json.NewEncoder(os.Stdout).Encode(map[string]string{"registry": front.address, "control": control.address})
	select {}
}

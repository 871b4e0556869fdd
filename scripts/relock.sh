#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Brings package-lock.json in line with package.json, for all platforms. npm forgets the optional
# packages of other platforms when a node_modules of this one lies beside the lockfile, and
# `npm ci` then refuses the result; so the lockfile is made in a folder that has none.
set -euo pipefail
cd "$(dirname "$0")/.."
aside=$(mktemp -d)
trap 'rm -rf "$aside"' EXIT
cp package.json package-lock.json .npmrc "$aside"
(cd "$aside" && npm install --package-lock-only)
cp "$aside/package-lock.json" package-lock.json

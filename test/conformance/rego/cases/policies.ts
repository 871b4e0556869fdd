// SPDX-License-Identifier: Apache-2.0

/** Policies as people write them for sigstore/policy-controller, whole; `p` is what they decide by. */
export const policies: Record<string, string> = {
  'a builder that is trusted': `default p = false
p {
  input.statement.predicateType == "https://slsa.dev/provenance/v0.2"
  startswith(input.statement.predicate.builder.id, "https://github.com/slsa-framework/")
}`,
  'a set of results': `p[response] {
  result := input.statement.predicate.Data == "foobar e2e test"
  response := {"result": result, "error": "not foobar", "warning": ""}
}`,
  'a set of results from several rules': `p[response] {
  result := count(input.statement.predicate.materials) > 0
  response := {"result": result, "error": "no materials", "warning": ""}
}
p[response] {
  result := input.statement.predicate.none == 1
  response := {"result": result, "error": "none", "warning": ""}
}`,
  'messages for what is wrong': `deny[msg] {
  v := input.statement.predicate.scanner.vulnerabilities[_]
  v.severity == "CRITICAL"
  not allowed[v.id]
  msg := sprintf("%s in %s is critical", [v.id, v.package])
}
allowed = {"CVE-1"}
p = deny`,
  'no critical vulnerability': `p { count(critical) == 0 }
critical[v.id] { v := input.statement.predicate.scanner.vulnerabilities[_]; v.severity == "CRITICAL" }`,
  'vulnerabilities by severity': `p[severity] = ids {
  severity := input.statement.predicate.scanner.vulnerabilities[_].severity
  ids := {v.id | v := input.statement.predicate.scanner.vulnerabilities[_]; v.severity == severity}
}`,
  'licences that are allowed': `import future.keywords
allowed := {"MIT", "Apache-2.0"}
p if every pkg in input.statement.predicate.packages { pkg.licenseConcluded in allowed }`,
  'licences that are not allowed': `import future.keywords
p contains pkg.name if {
  some pkg in input.statement.predicate.packages
  not pkg.licenseConcluded in {"MIT"}
}`,
  'materials from one place': `import rego.v1
p if {
  every m in input.statement.predicate.materials {
    startswith(m.uri, "git+https://github.com/acme/")
    regex.match("^[0-9a-f]{40}$", m.digest.sha1)
  }
}`,
  'an attestation that is not old': `p {
  made := time.parse_rfc3339_ns(input.statement.predicate.metadata.buildFinishedOn)
  time.now_ns() - made < time.parse_duration_ns("720h")
}`,
  'two authorities': `p {
  count(input.authorityMatches.keyatt.attestations) > 0
  count(input.authorityMatches.keysignature.signatures) > 0
}`,
  'an identity of an authority': `import future.keywords
p if {
  some signature in input.authorityMatches.keylesssignature.signatures
  signature.issuer == "https://token.actions.githubusercontent.com"
  regex.match("^https://github.com/acme/.+@refs/tags/v", signature.subject)
}`,
  'an operating system': `p { input.config[_].os == "linux" }`,
  'no container as root': `import future.keywords
root contains c.name if {
  some c in input.spec.template.spec.containers
  not c.securityContext.runAsNonRoot
}
p := sprintf("as root: %s", [concat(", ", sort(root))])`,
  'labels that are wanted': `wanted := {"app", "team"}
given := {key | input.metadata.labels[key]}
p = wanted - given`,
  'a tree that is searched': `p[name] {
  walk(input.statement, [path, value])
  value.severity == "HIGH"
  name := value.id
}`,
  'a version that is new enough': `p[v.package] {
  v := input.statement.predicate.scanner.vulnerabilities[_]
  semver.is_valid(v.fixed)
  semver.compare(v.installed, v.fixed) < 0
}`,
  'an exception that expires': `exceptions := {"CVE-2": "2026-12-01T00:00:00Z", "CVE-3": "2020-01-01T00:00:00Z"}
excepted(id) {
  time.parse_rfc3339_ns(exceptions[id]) > time.now_ns()
}
p = [id | id := input.statement.predicate.scanner.vulnerabilities[_].id; not excepted(id)]`,
  'a number of reviews': `import future.keywords
reviews := {r.by | some r in input.statement.predicate.reviews; r.state == "approved"}
default p := false
p if count(reviews - {input.statement.predicate.author}) >= 2`,
  'a decision with reasons': `import rego.v1
default p := {"result": false, "error": "no reason", "warning": ""}
p := {"result": true, "error": "", "warning": ""} if {
  count(problems) == 0
} else := {"result": false, "error": concat("; ", sort(problems)), "warning": ""}
problems contains sprintf("%s has no licence", [x.name]) if {
  some x in input.statement.predicate.packages
  x.licenseConcluded == "NONE"
}`,
};

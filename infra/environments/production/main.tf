# SPDX-License-Identifier: Apache-2.0

# Everything that the home in a cloud is made of. What functions there are, their archives and the
# paths that lead to them stand in the index that `npm run bundle` writes.
locals {
  root    = abspath("${path.module}/../../..")
  folder  = coalesce(var.archives, "${local.root}/dist/functions")
  index   = jsondecode(file("${local.folder}/index.json"))
  url     = "https://${var.domain}"
  members = { for name, account in google_service_account.function : name => account.member }

  # The functions that are reached by paths, and those that another service calls.
  reached   = { for name, entry in local.index : name => entry if length(entry.paths) > 0 }
  triggered = { for name, entry in local.index : name => entry if length(entry.paths) == 0 }

  # Functions that change nothing: no writing of documents, no publishing of changes.
  readers = toset(["events", "records", "notify"])

  # What differs from the defaults of the module.
  sizes = {
    auth    = { memory = "1Gi", concurrency = 40, timeout = 60, instances = { least = 1, most = 20 } }
    desired = { memory = "1Gi", concurrency = 1000, timeout = 60, instances = { least = 0, most = 200 } }
    fanout  = { memory = "1Gi", concurrency = 8, timeout = 60, instances = { least = 0, most = 20 } }
    ingest  = { memory = "1Gi", concurrency = 4, timeout = 60, instances = { least = 0, most = 100 } }
    notify  = { memory = "512Mi", concurrency = 40, timeout = 60, instances = { least = 0, most = 20 } }
    sweep   = { memory = "512Mi", concurrency = 1, timeout = 50, instances = { least = 0, most = 1 } }
  }
  # The console's addresses, and what its answers say to browsers: as in the local home.
  console = {
    pages = flatten([for page in ["clusters", "images", "policies", "groups", "audit", "callback"] : ["/${page}", "/${page}/*"]])
    headers = [
      "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
      "X-Content-Type-Options: nosniff",
      "Referrer-Policy: same-origin",
    ]
  }
  size = { memory = "512Mi", concurrency = 80, timeout = 60, instances = { least = 0, most = 20 } }
}

module "project" {
  source     = "../../modules/project"
  project_id = var.project_id
}

module "documents" {
  source       = "../../modules/documents"
  project_id   = var.project_id
  location     = var.region
  indexes_file = "${local.root}/firestore.indexes.json"
  rules_file   = "${local.root}/firestore.rules"
  depends_on   = [module.project]
}

module "bucket" {
  for_each = {
    archives  = { public = false, retention_days = 0 }
    console   = { public = true, retention_days = 0 }
    downloads = { public = true, retention_days = 0 }
    evidence  = { public = false, retention_days = 30 }
  }
  source         = "../../modules/bucket"
  project_id     = var.project_id
  name           = "${var.project_id}-enforce-${each.key}"
  location       = var.region
  public         = each.value.public
  retention_days = each.value.retention_days
  main_page      = each.key == "console" ? "index.html" : null
  depends_on     = [module.project]
}

# The agent's image, for clusters anywhere.
module "repository" {
  source     = "../../modules/repository"
  project_id = var.project_id
  name       = "enforce"
  location   = var.region
  depends_on = [module.project]
}

module "signing_key" {
  source     = "../../modules/signing-key"
  project_id = var.project_id
  name       = "enforce"
  location   = var.region
  verifiers  = { for name, member in local.members : name => member if contains(keys(local.reached), name) || name == "notify" }
  # associations signs what the clouds of customers are shown, notify what subscribers are.
  signers    = { for name in ["auth", "associations", "notify"] : name => local.members[name] }
  depends_on = [module.project]
}

module "secret" {
  for_each = {
    ENFORCE_LOGIN_PROVIDERS = "enforce-login-providers"
    ENFORCE_COOKIE_KEYS     = "enforce-cookie-keys"
  }
  source     = "../../modules/secret"
  project_id = var.project_id
  name       = each.value
  location   = var.region
  readers    = { auth = local.members["auth"] }
  depends_on = [module.project]
}

resource "google_service_account" "function" {
  for_each     = local.index
  project      = var.project_id
  account_id   = "enforce-${each.key}"
  display_name = "Enforce: the function ${each.key}"
  depends_on   = [module.project]
}

# Builds the functions: reads their sources, writes their images and its log, calls nothing.
resource "google_service_account" "builder" {
  project      = var.project_id
  account_id   = "enforce-builder"
  display_name = "Enforce: builds the functions"
}

resource "google_project_iam_member" "builds" {
  for_each = toset(["roles/artifactregistry.writer", "roles/logging.logWriter"])
  project  = var.project_id
  role     = each.value
  member   = google_service_account.builder.member
}

resource "google_storage_bucket_iam_member" "builds" {
  bucket = module.bucket["archives"].name
  role   = "roles/storage.objectViewer"
  member = google_service_account.builder.member
}

# What agents send as evidence is written once, and read to judge it again.
resource "google_storage_bucket_iam_member" "evidence" {
  for_each = toset(["roles/storage.objectCreator", "roles/storage.objectViewer"])
  bucket   = module.bucket["evidence"].name
  role     = each.value
  member   = google_service_account.function["ingest"].member
}

# Cloud Functions copies the sources to buckets of its own before it builds.
resource "google_project_iam_member" "builds_from" {
  project = var.project_id
  role    = "roles/storage.objectViewer"
  member  = google_service_account.builder.member
  condition {
    title      = "sources of functions"
    expression = "resource.name.startsWith(\"projects/_/buckets/gcf-v2-\")"
  }
}

module "function" {
  for_each   = local.index
  source     = "../../modules/function"
  project_id = var.project_id
  region     = var.region
  name       = each.key
  account    = google_service_account.function[each.key]
  archives   = { bucket = module.bucket["archives"].name, folder = local.folder, file = each.value.archive }
  builder    = google_service_account.builder.id
  database   = module.documents.name
  writes     = !contains(local.readers, each.key)
  invoker    = contains(keys(local.triggered), each.key) ? google_service_account.caller[each.key].member : "allUsers"
  environment = merge(
    {
      GOOGLE_CLOUD_PROJECT = var.project_id
      ENFORCE_DATABASE     = "(default)"
      ENFORCE_URL          = local.url
      ENFORCE_SIGNING_KEY  = module.signing_key.id
      ENFORCE_BUCKET       = module.bucket["evidence"].name
      ENFORCE_PROXIES      = "2"
    },
    contains(keys(local.triggered), each.key) ? {
      ENFORCE_CALLER   = google_service_account.caller[each.key].email
      ENFORCE_AUDIENCE = local.triggered_url[each.key]
    } : {},
  )
  secrets = each.key == "auth" ? {
    for variable, secret in module.secret : variable => secret.id
  } : {}
  memory      = lookup(local.sizes, each.key, local.size).memory
  concurrency = lookup(local.sizes, each.key, local.size).concurrency
  timeout     = lookup(local.sizes, each.key, local.size).timeout
  instances   = lookup(local.sizes, each.key, local.size).instances

  # What it and its builder may do must be granted before it starts.
  depends_on = [
    module.secret,
    module.signing_key,
    module.events,
    module.fanout,
    module.deliveries,
    google_project_iam_member.builds,
    google_project_iam_member.builds_from,
    google_storage_bucket_iam_member.builds,
    google_storage_bucket_iam_member.evidence,
  ]
}

module "balancer" {
  source     = "../../modules/balancer"
  project_id = var.project_id
  region     = var.region
  name       = "enforce"
  domain     = var.domain
  functions = {
    for name, entry in local.reached : name => { service = module.function[name].name, paths = entry.paths }
  }
  downloads = module.bucket["downloads"].name
  console   = merge(local.console, { bucket = module.bucket["console"].name })
}

module "alerts" {
  source             = "../../modules/alerts"
  project_id         = var.project_id
  project_number     = var.project_number
  billing_account    = var.billing_account
  email              = var.alerts_email
  url_map            = "enforce"
  dead_subscriptions = [for topic in [module.events, module.fanout, module.deliveries] : topic.dead_subscription]
  budget             = var.budget
  depends_on         = [module.project]
}

# SPDX-License-Identifier: Apache-2.0

# What the way in goes through. They stay enabled when this is destroyed, since others may use them.
resource "google_project_service" "enforce" {
  for_each           = toset(["iam.googleapis.com", "iamcredentials.googleapis.com", "sts.googleapis.com"])
  project            = var.project_id
  service            = each.key
  disable_on_destroy = false
}

resource "google_iam_workload_identity_pool" "enforce" {
  project                   = var.project_id
  workload_identity_pool_id = "enforce-pool"
  depends_on                = [google_project_service.enforce]
}

# The subject of a token is `<component>:<group>`: others of the issuer do not even come into the pool.
resource "google_iam_workload_identity_pool_provider" "enforce" {
  project                            = var.project_id
  workload_identity_pool_id          = google_iam_workload_identity_pool.enforce.workload_identity_pool_id
  workload_identity_pool_provider_id = "enforce-provider"
  attribute_mapping                  = { "google.subject" = "assertion.sub" }
  attribute_condition                = "assertion.sub in ['cosigned:${var.group}', 'canary:${var.group}']"
  oidc {
    issuer_uri        = var.issuer
    allowed_audiences = ["google"]
  }
}

# `cosigned` reads images. `canary` may do nothing: a check comes in as it.
resource "google_service_account" "enforce" {
  for_each   = toset(["cosigned", "canary"])
  project    = var.project_id
  account_id = "enforce-${each.key}"
  depends_on = [google_project_service.enforce]
}

resource "google_service_account_iam_member" "enforce" {
  for_each           = google_service_account.enforce
  service_account_id = each.value.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principal://iam.googleapis.com/${google_iam_workload_identity_pool.enforce.name}/subject/${each.key}:${var.group}"
}

resource "google_project_iam_member" "enforce_reads" {
  count   = var.repositories == null ? 1 : 0
  project = var.project_id
  role    = "roles/artifactregistry.reader"
  member  = google_service_account.enforce["cosigned"].member
}

resource "google_artifact_registry_repository_iam_member" "enforce_reads" {
  for_each   = { for each in coalesce(var.repositories, []) : "${each.location}/${each.name}" => each }
  project    = var.project_id
  location   = each.value.location
  repository = each.value.name
  role       = "roles/artifactregistry.reader"
  member     = google_service_account.enforce["cosigned"].member
}

resource "google_storage_bucket_iam_member" "enforce_reads" {
  for_each = var.buckets
  bucket   = each.key
  role     = "roles/storage.objectViewer"
  member   = google_service_account.enforce["cosigned"].member
}

# SPDX-License-Identifier: Apache-2.0

# One function of the service, under a service account of its own. It answers the load balancer and
# Google's own services, never the internet itself.
resource "google_storage_bucket_object" "archive" {
  bucket = var.archives.bucket
  name   = var.archives.file
  source = "${var.archives.folder}/${var.archives.file}"
}

resource "google_cloudfunctions2_function" "this" {
  project  = var.project_id
  location = var.region
  name     = "enforce-${var.name}"
  build_config {
    runtime         = "nodejs24"
    entry_point     = var.name
    service_account = var.builder
    source {
      storage_source {
        bucket = var.archives.bucket
        object = google_storage_bucket_object.archive.name
      }
    }
  }
  service_config {
    service_account_email            = var.account.email
    ingress_settings                 = "ALLOW_INTERNAL_AND_GCLB"
    all_traffic_on_latest_revision   = true
    available_memory                 = var.memory
    available_cpu                    = "1"
    max_instance_request_concurrency = var.concurrency
    min_instance_count               = var.instances.least
    max_instance_count               = var.instances.most
    timeout_seconds                  = var.timeout
    environment_variables            = merge(var.environment, { NODE_ENV = "production" })
    dynamic "secret_environment_variables" {
      for_each = var.secrets
      content {
        key        = secret_environment_variables.key
        project_id = var.project_id
        secret     = secret_environment_variables.value
        version    = "latest"
      }
    }
  }
}

resource "google_cloud_run_service_iam_member" "invokes" {
  project  = var.project_id
  location = var.region
  service  = google_cloudfunctions2_function.this.name
  role     = "roles/run.invoker"
  member   = var.invoker
}

# What it may do with documents, in this database and no other.
resource "google_project_iam_member" "documents" {
  project = var.project_id
  role    = var.writes ? "roles/datastore.user" : "roles/datastore.viewer"
  member  = var.account.member
  condition {
    title      = "one database"
    expression = "resource.name == \"projects/${var.project_id}/databases/${var.database}\""
  }
}

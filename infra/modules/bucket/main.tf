# SPDX-License-Identifier: Apache-2.0

# A bucket without per-object permissions. It is closed to the public, unless it is there to be
# downloaded from.
resource "google_storage_bucket" "this" {
  project                     = var.project_id
  name                        = var.name
  location                    = var.location
  uniform_bucket_level_access = true
  public_access_prevention    = var.public ? "inherited" : "enforced"
  force_destroy               = false
  versioning {
    enabled = var.retention_days == 0
  }
  soft_delete_policy {
    retention_duration_seconds = 604800
  }
  dynamic "website" {
    for_each = var.main_page == null ? [] : [var.main_page]
    content {
      main_page_suffix = website.value
    }
  }
  dynamic "retention_policy" {
    for_each = var.retention_days == 0 ? [] : [var.retention_days]
    content {
      retention_period = retention_policy.value * 86400
    }
  }
}

resource "google_storage_bucket_iam_member" "public" {
  for_each = var.public ? toset(["allUsers"]) : toset([])
  bucket   = google_storage_bucket.this.name
  role     = "roles/storage.objectViewer"
  member   = each.value
}

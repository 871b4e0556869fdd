# SPDX-License-Identifier: Apache-2.0

# A secret without a value: whoever runs the home adds versions, so that none stands in a state file.
resource "google_secret_manager_secret" "this" {
  project   = var.project_id
  secret_id = var.name
  replication {
    user_managed {
      replicas {
        location = var.location
      }
    }
  }
}

resource "google_secret_manager_secret_iam_member" "reads" {
  for_each  = var.readers
  project   = var.project_id
  secret_id = google_secret_manager_secret.this.secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = each.value
}

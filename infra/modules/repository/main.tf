# SPDX-License-Identifier: Apache-2.0

# A repository of container images that everybody may pull: whoever installs them has no account here,
# and tells by their signatures what they got.
resource "google_artifact_registry_repository" "this" {
  project       = var.project_id
  repository_id = var.name
  location      = var.location
  format        = "DOCKER"
}

resource "google_artifact_registry_repository_iam_member" "public" {
  project    = var.project_id
  location   = google_artifact_registry_repository.this.location
  repository = google_artifact_registry_repository.this.repository_id
  role       = "roles/artifactregistry.reader"
  member     = "allUsers"
}

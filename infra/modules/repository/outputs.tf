# SPDX-License-Identifier: Apache-2.0

output "path" {
  description = "How references to images in it begin: the host and the path."
  value = join("/", [
    "${google_artifact_registry_repository.this.location}-docker.pkg.dev",
    var.project_id,
    google_artifact_registry_repository.this.repository_id,
  ])
}

# SPDX-License-Identifier: Apache-2.0

output "id" {
  description = "The name of the secret in its project."
  value       = google_secret_manager_secret.this.secret_id
}

output "path" {
  description = "The secret by its project and name, as its API calls it."
  value       = "projects/${var.project_id}/secrets/${google_secret_manager_secret.this.secret_id}"
}

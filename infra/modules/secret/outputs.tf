# SPDX-License-Identifier: Apache-2.0

output "id" {
  description = "The name of the secret in its project."
  value       = google_secret_manager_secret.this.secret_id
}

# SPDX-License-Identifier: Apache-2.0

output "name" {
  description = "The name of the function and of its Cloud Run service."
  value       = google_cloudfunctions2_function.this.name
}

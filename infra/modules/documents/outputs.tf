# SPDX-License-Identifier: Apache-2.0

output "name" {
  description = "The name of the database."
  value       = google_firestore_database.this.name
}

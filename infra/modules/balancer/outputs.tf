# SPDX-License-Identifier: Apache-2.0

output "address" {
  description = "Where the A record of the domain points."
  value       = google_compute_global_address.this.address
}

# SPDX-License-Identifier: Apache-2.0

output "id" {
  description = "The key as Cloud KMS names it."
  value       = google_kms_crypto_key.this.id
}

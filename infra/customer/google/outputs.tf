# SPDX-License-Identifier: Apache-2.0

output "provider" {
  description = "The provider by its project and name, as the platform names it where it comes in."
  value       = google_iam_workload_identity_pool_provider.enforce.name
}

output "accounts" {
  description = "The e-mail of the service account of each component."
  value       = { for component, account in google_service_account.enforce : component => account.email }
}

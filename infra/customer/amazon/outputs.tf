# SPDX-License-Identifier: Apache-2.0

output "provider" {
  description = "The ARN of the provider."
  value       = aws_iam_openid_connect_provider.enforce.arn
}

output "roles" {
  description = "The ARN of the role of each component."
  value       = { for component, role in aws_iam_role.enforce : component => role.arn }
}

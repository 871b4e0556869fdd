# SPDX-License-Identifier: Apache-2.0

output "address" {
  description = "Where the A record of the domain points."
  value       = module.balancer.address
}

output "url" {
  description = "The URL of the API."
  value       = local.url
}

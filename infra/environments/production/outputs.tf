# SPDX-License-Identifier: Apache-2.0

output "address" {
  description = "Where the A record of the domain points."
  value       = module.balancer.address
}

output "console" {
  description = "The bucket of the console."
  value       = module.bucket["console"].name
}

output "downloads" {
  description = "The bucket of downloads."
  value       = module.bucket["downloads"].name
}

output "images" {
  description = "How references to images begin: the host and the path of their repository."
  value       = module.repository.path
}

output "secrets" {
  description = "The secrets that must have a version before auth starts."
  value = {
    login_providers = module.secret["ENFORCE_LOGIN_PROVIDERS"].path
    cookie_keys     = module.secret["ENFORCE_COOKIE_KEYS"].path
  }
}

output "url" {
  description = "The URL of the API."
  value       = local.url
}

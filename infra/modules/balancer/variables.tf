# SPDX-License-Identifier: Apache-2.0

variable "project_id" {
  description = "The project of the load balancer."
  type        = string
}

variable "region" {
  description = "Where the functions run."
  type        = string
}

variable "name" {
  description = "What its parts are called."
  type        = string
}

variable "domain" {
  description = "The name under which the API is reached; its A record points to the address."
  type        = string
}

variable "functions" {
  description = "The Cloud Run service of each function, and the paths that lead there."
  type        = map(object({ service = string, paths = list(string) }))
}

variable "downloads" {
  description = "The public bucket of chainctl."
  type        = string
}

variable "console" {
  description = "The public bucket of the console, the addresses of its pages, and what its answers say to browsers."
  type        = object({ bucket = string, pages = list(string), headers = list(string) })
}

variable "requests_per_minute" {
  description = "What one address may ask in a minute: all in all, and of logging in."
  type        = object({ all = number, login = number })
  default     = { all = 3000, login = 120 }
}

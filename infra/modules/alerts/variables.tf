# SPDX-License-Identifier: Apache-2.0

variable "project_id" {
  description = "The project that is watched."
  type        = string
}

variable "project_number" {
  description = "The project's number."
  type        = string
}

variable "billing_account" {
  description = "The billing account of the project."
  type        = string
}

variable "email" {
  description = "Who is told."
  type        = string
}

variable "url_map" {
  description = "The URL map whose requests count."
  type        = string
}

variable "dead_subscriptions" {
  description = "The subscriptions that keep dead letters."
  type        = list(string)
}

variable "goal" {
  description = "The part of requests that must be answered, in 28 days."
  type        = number
  default     = 0.999
}

variable "budget" {
  description = "What a month may cost."
  type        = object({ units = number, currency = string })
}

# SPDX-License-Identifier: Apache-2.0

variable "project_id" {
  description = "The project, which exists and has billing."
  type        = string
}

variable "project_number" {
  description = "The project's number."
  type        = string
}

variable "region" {
  description = "Where everything is."
  type        = string
  default     = "europe-west1"
}

variable "domain" {
  description = "The name under which the API is reached."
  type        = string
}

variable "billing_account" {
  description = "The billing account of the project, for the budget."
  type        = string
}

variable "alerts_email" {
  description = "Who is told when something is wrong."
  type        = string
}

variable "budget" {
  description = "What a month may cost before somebody is told."
  type        = object({ units = number, currency = string })
  default     = { units = 200, currency = "EUR" }
}

variable "archives" {
  description = "The folder of archives and their index; dist/functions without it."
  type        = string
  default     = null
}

# SPDX-License-Identifier: Apache-2.0

variable "project_id" {
  description = "The project of the function."
  type        = string
}

variable "region" {
  description = "Where it runs."
  type        = string
}

variable "name" {
  description = "The name of the function, as its bundle registers it."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z-]{1,20}$", var.name))
    error_message = "A function's name is 2 to 21 lower-case letters."
  }
}

variable "account" {
  description = "The service account that it runs as, of this function alone."
  type        = object({ email = string, member = string })
}

variable "archives" {
  description = "The bucket of archives, the folder that they are uploaded from, and this function's file."
  type        = object({ bucket = string, folder = string, file = string })
}

variable "builder" {
  description = "The service account that builds it: projects/…/serviceAccounts/…"
  type        = string
}

variable "database" {
  description = "The Firestore database."
  type        = string
}

variable "writes" {
  description = "Whether it writes documents, or only reads them."
  type        = bool
}

variable "invoker" {
  description = "The IAM member that may call it: allUsers behind the load balancer, else one service account."
  type        = string
}

variable "environment" {
  description = "What its environment says; nothing secret."
  type        = map(string)
}

variable "secrets" {
  description = "Environment variables that are secrets: the name of each secret."
  type        = map(string)
  default     = {}
}

variable "memory" {
  description = "Memory of an instance."
  type        = string
  default     = "512Mi"
}

variable "concurrency" {
  description = "Requests that an instance answers at once."
  type        = number
  default     = 80
}

variable "timeout" {
  description = "The longest that an answer may take, in seconds."
  type        = number
  default     = 60
}

variable "instances" {
  description = "The fewest and the most instances."
  type        = object({ least = number, most = number })
  default     = { least = 0, most = 20 }
}
